"""Predictions for frames that are not like the training frame: as H2O does it."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OUserWarning, H2OValueError

pytestmark = pytest.mark.usefixtures("silent_session")


ROWS = 60
LEVELS = ["blue", "green", "red"]


@pytest.fixture
def frame():
    rng = np.random.default_rng(5)
    size, color = rng.normal(3, 2, ROWS), rng.integers(3, size=ROWS)
    cells = {
        "size": size,
        "age": rng.integers(1, 90, ROWS),
        "color": [LEVELS[i] for i in color],
        "price": size * 2 + color,
        "good": ["yes" if s + c > 4 else "no" for s, c in zip(size, color, strict=True)],
    }
    return h2o.H2OFrame(cells, column_types={"color": "enum", "good": "enum"})


PREDICTORS = ["size", "age", "color"]


@pytest.fixture
def model(frame):
    return trained(frame, "price")


def trained(frame, response, **parameters):
    parameters = {"hidden": [8], "epochs": 20, "seed": 3} | parameters
    model = H2ODeepLearningEstimator(**parameters)
    return model.train(x=PREDICTORS, y=response, training_frame=frame)


def numbers(predictions):
    return predictions.as_data_frame()["predict"].to_numpy()


def mean_of(frame, column):
    return frame[column].mean()[0]


# -- Columns -------------------------------------------------------------------------------


def test_names_of_the_columns(frame, model):
    assert model.predict(frame).names == ["predict"]
    assert trained(frame, "good").predict(frame).names == ["predict", "no", "yes"]
    frame["good"] = (frame["good"] == "yes").asfactor()
    assert trained(frame, "good").predict(frame).names == ["predict", "p0", "p1"]
    assert trained(frame, "color").predict(frame).names == ["predict", *LEVELS]


def test_order_and_further_columns_do_not_matter(frame, model):
    expected = numbers(model.predict(frame))
    frame["more"] = 1
    for names in (["color", "age", "size"], ["more", "good", "age", "color", "size", "price"]):
        assert (numbers(model.predict(frame[names])) == expected).all()


def test_predictions_need_no_response(frame, model):
    assert (numbers(model.predict(frame[PREDICTORS])) == numbers(model.predict(frame))).all()
    with pytest.raises(H2OValueError, match=r"response column 'price'.*predict\(\)"):
        model.model_performance(frame[PREDICTORS])


@pytest.mark.parametrize("column", ["size", "color"])
def test_a_missing_column_counts_as_missing_values(frame, model, column):
    others = [name for name in PREDICTORS if name != column]
    with pytest.warns(H2OUserWarning, match=f"'{column}' is not in the frame") as caught:
        without = numbers(model.predict(frame[others]))
    assert caught[0].filename == __file__
    frame[column] = None
    frame[column] = frame[column].asfactor() if column == "color" else frame[column].asnumeric()
    assert (without == numbers(model.predict(frame))).all()


def test_no_column_in_common_is_an_error(frame, model):
    with pytest.raises(H2OValueError, match=r"none of the model's 3 predictors.*'price'"):
        model.predict(frame["price"])


def test_no_rows_give_no_predictions(frame, model):
    empty = frame[frame["age"] < 0, :]
    assert model.predict(empty).shape == (0, 1)
    assert trained(frame, "good").predict(empty).shape == (0, 3)


# -- Values --------------------------------------------------------------------------------


def test_missing_numbers_count_as_the_mean(frame, model):
    without = frame[:, :]
    without["size"] = None
    without["size"] = without["size"].asnumeric()
    frame["size"] = mean_of(frame, "size")
    assert numbers(model.predict(without)) == pytest.approx(numbers(model.predict(frame)), rel=1e-5)


def test_without_standardisation_missing_numbers_count_as_the_mean_too(frame):
    # As in training. H2O takes 0 when it scores.
    model = trained(frame, "price", standardize=False)
    without = frame[:, :]
    without["age"] = None
    without["age"] = without["age"].asnumeric()
    frame["age"] = mean_of(frame, "age")
    assert numbers(model.predict(without)) == pytest.approx(numbers(model.predict(frame)), rel=1e-5)


@pytest.mark.parametrize("all_levels", [True, False])
def test_unseen_levels_count_as_missing(frame, all_levels):
    model = trained(frame, "price", use_all_factor_levels=all_levels)
    unseen, missing = frame[:, :], frame[:, :]
    unseen["color"] = h2o.H2OFrame({"color": ["mauve"] * ROWS}, column_types=["enum"])
    missing["color"] = None
    missing["color"] = missing["color"].asfactor()
    with pytest.warns(H2OUserWarning, match="'color' has levels.*not seen.*'mauve'"):
        predictions = numbers(model.predict(unseen))
    assert (predictions == numbers(model.predict(missing))).all()
    assert (predictions != numbers(model.predict(frame))).any()


def test_levels_are_matched_by_name_not_by_position(frame, model):
    other = frame[frame["color"] != "blue", :]
    expected = numbers(model.predict(other))
    texts = other["color"].as_data_frame()["color"].tolist()
    other["color"] = h2o.H2OFrame({"color": texts}, column_types=["enum"])
    assert other["color"].levels() == [["green", "red"]]
    assert (numbers(model.predict(other)) == expected).all()


def test_every_prediction_tells_anew(frame, model):
    for _ in range(2):
        with pytest.warns(H2OUserWarning, match="'age' is not in the frame"):
            model.predict(frame[["size", "color"]])
    with pytest.warns(H2OUserWarning, match="'age' is not in the frame"):
        model.model_performance(frame[["size", "color", "price"]])


# -- Types ---------------------------------------------------------------------------------


def test_text_where_levels_were_trained(frame, model):
    expected = numbers(model.predict(frame))
    frame["color"] = frame["color"].ascharacter()
    assert (numbers(model.predict(frame)) == expected).all()


def test_numbers_where_levels_were_trained(frame):
    frame["color"] = frame["age"].cut([0, 30, 60, 90], labels=["1", "2", "3"])
    model = trained(frame, "price")
    expected = numbers(model.predict(frame))
    frame["color"] = frame["color"].ascharacter().asnumeric()
    assert (numbers(model.predict(frame)) == expected).all()


@pytest.mark.parametrize("kind", ["enum", "string"])
def test_levels_or_text_where_numbers_were_trained(frame, model, kind):
    frame["age"] = frame["age"].asfactor()
    if kind == "string":
        frame["age"] = frame["age"].ascharacter()
    with pytest.raises(H2OValueError, match=rf"'age' is of type {kind}.*asnumeric\(\)"):
        model.predict(frame)
    frame["age"] = frame["age"].asnumeric()
    assert model.predict(frame).nrow == ROWS


# -- Classes -------------------------------------------------------------------------------


def test_two_classes_are_told_apart_at_the_threshold(frame):
    model = trained(frame, "good")
    predictions = model.predict(frame).as_data_frame()
    expected = np.where(predictions["yes"] >= model.default_threshold(), "yes", "no")
    assert predictions["predict"].tolist() == expected.tolist()
    assert np.allclose(predictions["yes"] + predictions["no"], 1)
    # The threshold of the largest F1.
    assert model.default_threshold() == model.find_threshold_by_max_metric("f1")


def test_of_several_classes_the_most_probable_is_predicted(frame):
    predictions = trained(frame, "color").predict(frame).as_data_frame()
    assert predictions["predict"].tolist() == predictions[LEVELS].idxmax(axis=1).tolist()
    assert np.allclose(predictions[LEVELS].sum(axis=1), 1)


def test_classes_that_read_as_numbers_can_be_compared_with_numbers(frame):
    frame["good"] = (frame["good"] == "yes").asfactor()
    model = trained(frame, "good")
    predicted = model.predict(frame).as_data_frame()["predict"]
    actual = frame["good"].as_data_frame()["good"]
    assert set(predicted) <= {0, 1}
    assert (predicted == actual).mean() > 0.8


def test_responses_unknown_to_the_model_are_left_out_of_the_metrics(frame):
    model = trained(frame, "good")
    some = frame[:20, :]
    texts = some["good"].as_data_frame()["good"].tolist()
    some["good"] = h2o.H2OFrame({"good": [*texts[:15], *["maybe"] * 5]}, column_types=["enum"])
    assert model.model_performance(some).nobs() == 15


def test_the_frame_and_the_model_stay_as_they_are(frame, model):
    before = frame.as_data_frame(use_pandas=False), frame.types, str(model), list(h2o.ls()["key"])
    model.predict(frame)
    model.model_performance(frame)
    with pytest.warns(H2OUserWarning):
        model.predict(frame["age"])
    after = frame.as_data_frame(use_pandas=False), frame.types, str(model), list(h2o.ls()["key"])
    assert after == before
