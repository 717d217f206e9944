"""Mistakes of every kind: one paragraph says what is wrong and what to do, and nothing is lost."""

from __future__ import annotations

import gzip
import math
import warnings
from pathlib import Path

import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import (
    H2OColumnError,
    H2OFileError,
    H2OModelBuildError,
    H2OResponseError,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
)

pytestmark = pytest.mark.usefixtures("silent_session")


CARS = Path(h2o.__file__).parent / "data" / "cars_20mpg.csv"
INF = math.inf


@pytest.fixture
def cars():
    frame = h2o.import_file(CARS)
    frame["economy_20mpg"] = frame["economy_20mpg"].asfactor()
    return frame


@pytest.fixture
def model(cars):
    return small().train(x=["displacement", "power", "name"], y="weight", training_frame=cars)


def small(**parameters):
    return H2ODeepLearningEstimator(**{"hidden": [4], "epochs": 1, "seed": 1} | parameters)


def train(frame, y="weight", x=("displacement", "power"), validation=None, **parameters):
    return small(**parameters).train(
        x=list(x), y=y, training_frame=frame, validation_frame=validation
    )


def state(cars):
    """What a failed call must leave as it is."""
    return list(h2o.ls()["key"]), cars.shape, cars.types, cars.as_data_frame(use_pandas=False)


def refusal(call, cars, error=H2OValueError):
    """The message of a call that fails as it should, with everything as it was before."""
    before = state(cars)
    with warnings.catch_warnings():
        # What matters here is what is raised.
        warnings.simplefilter("ignore", H2OUserWarning)
        with pytest.raises(error) as caught:
            call()
    raised = caught.value
    assert type(raised).__module__ == "heavywater.exceptions"
    # No other library's error is shown above ours.
    assert raised.__cause__ is None
    assert raised.__suppress_context__ or raised.__context__ is None
    message = str(raised)
    assert "\n" not in message
    assert 20 < len(message) < 500
    assert state(cars) == before
    assert train(cars).mse() > 0
    return message


# -- Columns -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda cars: train(cars, x=["displacemnt"]), "x: .*Did you mean 'displacement'"),
        (lambda cars: train(cars, y="wieght"), "y: .*Did you mean 'weight'"),
        (lambda cars: train(cars, y=99), "positions 0 to 8"),
        (lambda cars: cars["powr"], "Did you mean 'power'"),
        (lambda cars: cars[["power", "powr"]], "Did you mean 'power'"),
        (lambda cars: cars[:5, "powr"], "Did you mean 'power'"),
        (lambda cars: cars[9], "positions 0 to 8"),
        (lambda cars: cars.drop("powr"), "Did you mean 'power'"),
    ],
)
def test_wrong_column_names(cars, call, words):
    import re

    message = refusal(lambda: call(cars), cars, H2OColumnError)
    assert re.search(words, message)


# -- Files ---------------------------------------------------------------------------------


@pytest.fixture
def write(tmp_path):
    def write(content, name="bad.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def test_missing_file(cars, tmp_path):
    (tmp_path / "cars.csv").write_text("a\n1\n")
    path = str(tmp_path / "car.csv")
    message = refusal(lambda: h2o.import_file(path), cars, H2OFileError)
    assert path in message
    assert "Did you mean 'cars.csv'" in message


def test_truncated_gzip(cars, write):
    packed = gzip.compress("".join(f"{i},{i * i}\n" for i in range(2000)).encode())
    path = write(packed[: len(packed) // 2], "half.csv.gz")
    message = refusal(lambda: h2o.import_file(path), cars, H2OFileError)
    assert path in message
    assert "truncated" in message
    assert "fetch the file again" in message


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "no data"),
        ("damaged.csv.gz", gzip.compress(b"a\n1\n", mtime=0)[:-8] + bytes(8), "damaged"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(99), "a PNG image, not a table"),
        ("nothing.zip", b"PK\x05\x06" + bytes(18), "an empty zip archive"),
        ("odd.csv", "a,b\n1,2\n".encode("utf-16")[:-1], "UTF-8"),
        ("long.csv", b"a,b\n1,2\n3,4,5\n", "line 3 has 3 fields where 2 are expected"),
        ("open.csv", b'a,b\n1,"x\n2,y\n', "never closed"),
        ("twice.csv", b"a,a\n1,2\n", "several columns are called 'a'"),
    ],
)
def test_malformed_files(cars, write, name, content, words):
    path = write(content, name)
    message = refusal(lambda: h2o.import_file(path), cars, H2OFileError)
    assert path in message
    assert words in message


def test_files_that_do_not_belong_together(cars, write):
    files = [write("a,b\n1,2\n", "one.csv"), write("a,c\n1,2\n", "two.csv")]
    message = refusal(lambda: h2o.import_file(files), cars, H2OFileError)
    assert all(file in message for file in files)


@pytest.mark.parametrize("path", [5, [None], 1.5])
def test_what_is_no_path(cars, path):
    assert "path or URL" in refusal(lambda: h2o.import_file(path), cars, H2OTypeError)


def test_utf16_is_read(write):
    # H2O refuses it; spreadsheets save "Unicode text" so.
    frame = h2o.import_file(write("name,n\nMüller,1\nŁódź,2\n".encode("utf-16")))
    assert frame.as_data_frame(use_pandas=False)[1:] == [["Müller", "1"], ["Łódź", "2"]]


def test_long_fields_are_kept(write):
    # H2O makes the whole column missing.
    long = "x" * 300_000
    frame = h2o.import_file(write(f"a,b\n1,y\n2,{long}\n3,z\n"))
    assert frame.as_data_frame(use_pandas=False)[1:] == [["1", "y"], ["2", long], ["3", "z"]]


def test_no_row_is_lost_behind_a_sample_of_one_line(write):
    with pytest.warns(H2OUserWarning, match=r"line 2, column 'b': 'xxx.*… is not a number"):
        frame = h2o.import_file(write(f"a,b\n1,{'x' * 5_000_000}\n2,3\n"))
    assert frame.shape == (2, 2)


# -- Responses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "kind", "words"),
    [
        ([None] * 4, "real", "no values: all 4 rows are missing"),
        ([None] * 4, "enum", "no values: all 4 rows are missing"),
        ([5, 5, 5, 5], "real", "constant: every row has the value '5'"),
        (["u"] * 4, "enum", "constant: every row has the value 'u'"),
        (["t1", "t2", "t3", "t4"], "string", "asfactor() for classification"),
        ([1, INF, 2, 3], "real", "1 infinite values"),
        ([1e300, -1e300, 1e308, 1], "real", "too large"),
    ],
)
def test_responses_that_cannot_be_learned(cars, values, kind, words):
    frame = h2o.H2OFrame({"x": [1, 2, 3, 5], "y": values}, column_types={"y": kind})
    message = refusal(lambda: train(frame, "y", ["x"]), cars, H2OModelBuildError)
    assert "'y'" in message
    assert words in message


@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("response", ["weight", "economy_20mpg"])
def test_too_few_rows(cars, rows, response):
    frame = cars[cars["weight"] == 3821, :] if rows else cars[cars["weight"] < 0, :]
    assert frame.nrow == rows
    message = refusal(lambda: train(frame, response), cars, H2OResponseError)
    assert f"has {rows} row" in message
    assert "at least 2" in message


def test_two_rows_are_enough(cars):
    assert train(cars[:2, :]).mse() >= 0


# -- Parameters ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"activation": "relu"}, ["activation is 'relu'", "Rectifier"]),
        ({"activation": "tanhh"}, ["Did you mean 'Tanh'"]),
        ({"hidden": [0]}, ["hidden is [0]", "at least 1"]),
        ({"hidden": [20000, 20000]}, ["hidden=[20000, 20000]", "smaller hidden layers"]),
        (
            {"activation": "TanhWithDropout", "hidden_dropout_ratios": [0.1, 0.2]},
            ["hidden_dropout_ratios has 2 values", "one ratio for each hidden layer"],
        ),
        (
            {"activation": "Tanh", "hidden_dropout_ratios": [0.1]},
            ["no dropout", "activation='TanhWithDropout'"],
        ),
        ({"rate": -1, "adaptive_rate": False}, ["rate is -1", "at least 0"]),
        ({"epochs": math.nan}, ["epochs is nan"]),
        ({"seed": 2**64}, ["seed is", "64 bits"]),
        ({"distribution": "bernoulli"}, ["distribution is 'bernoulli'", "asfactor()"]),
        ({"loss": "CrossEntropy"}, ["loss is 'CrossEntropy'", "asfactor()"]),
    ],
)
def test_wrong_parameters(cars, parameters, words):
    message = refusal(lambda: train(cars, **parameters), cars)
    for part in words:
        assert part in message


@pytest.mark.parametrize(
    "parameters",
    [{}, {"activation": "Tanh"}, {"mini_batch_size": 32}, {"standardize": False}],
)
def test_a_rate_of_1000_is_unstable(cars, parameters):
    message = refusal(
        lambda: train(cars, rate=1e3, adaptive_rate=False, epochs=10, **parameters),
        cars,
        H2OModelBuildError,
    )
    assert "numerically unstable" in message
    assert "a smaller rate (it is 1000)" in message
    # What is in use already is no advice.
    assert ("activation='Tanh'" in message) == ("activation" not in parameters)
    assert ("standardize=True" in message) == ("standardize" in parameters)


def test_the_largest_mini_batch_is_the_frame(cars):
    whole = train(cars, mini_batch_size=cars.nrow, epochs=3)
    assert train(cars, mini_batch_size=10**9, epochs=3).mse() == whole.mse()


# -- Text where numbers were, and other frames ---------------------------------------------


def texts(cars, column):
    frame = cars[:10, :]
    frame[column] = frame[column].asfactor().ascharacter()
    return frame


@pytest.mark.parametrize("use", ["predict", "model_performance"])
def test_text_in_a_numeric_predictor(cars, model, use):
    message = refusal(lambda: getattr(model, use)(texts(cars, "power")), cars)
    assert "'power' is of type string" in message
    assert "asnumeric()" in message


def test_text_in_a_numeric_response(cars, model):
    message = refusal(lambda: model.model_performance(texts(cars, "weight")), cars)
    assert "'weight'" in message
    assert "asnumeric()" in message


@pytest.mark.parametrize("column", ["power", "weight"])
def test_text_in_the_validation_frame(cars, column):
    message = refusal(lambda: train(cars, validation=texts(cars, column)), cars, H2OModelBuildError)
    assert message.startswith("validation_frame: ")
    assert f"'{column}'" in message


def test_text_among_numbers_of_a_file(write):
    with pytest.warns(H2OUserWarning, match="line 3, column 'b': 'oops' is not a number"):
        frame = h2o.import_file(write("a,b\n1,2\n3,oops\n5,6\n7,8\n"))
    assert frame.as_data_frame(use_pandas=False)[2] == ["3", ""]


def test_frames_of_other_libraries_in_the_wrong_place(cars, model):
    table = cars.as_data_frame()
    for call in (lambda: train(table), lambda: model.predict(table)):
        assert "make" in refusal(call, cars, H2OTypeError).lower()
    assert "no frame" in refusal(lambda: h2o.remove(table), cars, H2OTypeError)


# -- Values at the edge --------------------------------------------------------------------


def test_infinite_predictors_count_as_missing():
    values = {"y": [1.0, 2, 3, 4], "z": [0, 1, 1, 0]}
    with pytest.warns(H2OUserWarning, match="Infinite values count as missing.*'x'"):
        model = train(h2o.H2OFrame(values | {"x": [1, INF, 3, 4]}), "y", ["x", "z"])
    # As missing in the statistics too.
    same = train(h2o.H2OFrame(values | {"x": [1, None, 3, 4]}), "y", ["x", "z"])
    assert model.mse() == same.mse()
    with pytest.warns(H2OUserWarning, match="Infinite values"):
        infinite = model.predict(h2o.H2OFrame({"x": [-INF, INF], "z": [1, 1]}))
    missing = model.predict(
        h2o.H2OFrame({"x": [None, None], "z": [1, 1]}, column_types=["real"] * 2)
    )
    assert (infinite - missing).abs().sum() == 0


def test_huge_predictors_are_standardised():
    small_numbers = h2o.H2OFrame({"x": [1.0, -1, 0, 0.5], "y": [1.0, 2, 3, 4]})
    huge = h2o.H2OFrame({"x": [1e100, -1e100, 0, 0.5e100], "y": [1.0, 2, 3, 4]})
    first, second = (train(frame, "y", ["x"], epochs=5).mse() for frame in (small_numbers, huge))
    assert second == pytest.approx(first, rel=1e-5)


@pytest.mark.parametrize("weights", [[0, 0, 0, 0], [1, -1, 1, 1], [1, None, 1, 1]])
def test_bad_weights(cars, weights):
    frame = h2o.H2OFrame({"x": [1, 2, 3, 5], "y": [4, 3, 2, 2], "w": weights})
    message = refusal(
        lambda: small().train(x=["x"], y="y", training_frame=frame, weights_column="w"), cars
    )
    assert "weights column 'w'" in message


def test_a_time_limit_keeps_what_there_is(cars):
    with pytest.warns(H2OUserWarning, match="max_runtime_secs=0.2"):
        model = train(cars, epochs=1e7, max_runtime_secs=0.2)
    assert model.mse() > 0
