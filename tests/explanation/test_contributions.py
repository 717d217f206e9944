"""predict_contributions: frames of trained models, in both formats, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from fake_models import formula_model
from heavywater.estimators import H2OAutoEncoderEstimator, H2ODeepLearningEstimator
from heavywater.exceptions import (
    H2ONotImplementedError,
    H2OResponseError,
    H2OTypeError,
    H2OValueError,
)
from heavywater.frame import H2OFrame


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(3)
    count = 120
    x, z = rng.normal(size=count), rng.normal(size=count)
    kind = rng.integers(0, 3, count)
    y = x + (kind == 1) - z * (kind == 2)
    return H2OFrame(
        {
            "x": x.tolist(),
            "z": z.tolist(),
            "kind": [f"k{level}" for level in kind],
            "offset": rng.normal(size=count).tolist(),
            "number": y.tolist(),
            "count": rng.poisson(np.exp(0.5 * y)).tolist(),
            "two": np.where(y > 0, "yes", "no").tolist(),
            "three": np.where(y > 1, "high", np.where(y > -1, "mid", "low")).tolist(),
        },
        column_types={"kind": "enum", "two": "enum", "three": "enum"},
    )


def train(data, y, **options):
    x = ["x", "z", "kind"]
    parameters = {"hidden": [5], "epochs": 3, "seed": 1, "reproducible": True}
    arguments = {"offset_column": options.pop("offset_column", None)}
    model = H2ODeepLearningEstimator(**{**parameters, **options})
    model.train(x=x, y=y, training_frame=data, **arguments)
    return model


def matrix(frame):
    return frame.as_data_frame().to_numpy(dtype=float)


@pytest.fixture(scope="module")
def regression(data):
    return train(data, "number")


INPUTS = ["kind.k0", "kind.k1", "kind.k2", "kind.missing(NA)", "x", "z"]


def test_columns_and_rows(data, regression):
    rows, background = data[:4, :], data[10:13, :]
    found = regression.predict_contributions(rows, background_frame=background)
    assert found.names == [*INPUTS, "BiasTerm"]
    assert found.nrow == 4
    np.testing.assert_allclose(
        matrix(found).sum(axis=1), matrix(regression.predict(rows))[:, 0], rtol=1e-5
    )
    compact = regression.predict_contributions(
        rows, output_format="compact", background_frame=background
    )
    assert compact.names == ["kind", "x", "z", "BiasTerm"]
    np.testing.assert_allclose(matrix(compact)[:, 0], matrix(found)[:, :4].sum(axis=1))
    np.testing.assert_allclose(matrix(compact)[:, 1:], matrix(found)[:, 4:])


def test_rows_of_pairs_average_to_the_rest(data, regression):
    rows, background = data[:4, :], data[10:13, :]
    pairs = regression.predict_contributions(
        rows, background_frame=background, output_per_reference=True
    )
    assert pairs.names == [*INPUTS, "BiasTerm", "RowIdx", "BackgroundRowIdx"]
    assert (
        pairs["RowIdx"].as_data_frame().iloc[:, 0].tolist() == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3
    )
    assert pairs["BackgroundRowIdx"].as_data_frame().iloc[:, 0].tolist() == [0, 1, 2] * 4
    means = matrix(pairs)[:, :7].reshape(4, 3, 7).mean(axis=1)
    found = regression.predict_contributions(rows, background_frame=background)
    np.testing.assert_allclose(matrix(found), means, atol=1e-12)
    np.testing.assert_allclose(
        matrix(pairs)[:3, 6], matrix(regression.predict(background))[:, 0], rtol=1e-5
    )


def test_a_level_that_both_have_contributes_nothing(data, regression):
    one = data[:1, :]
    found = regression.predict_contributions(one, background_frame=one)
    np.testing.assert_allclose(matrix(found)[0, :6], 0.0, atol=1e-12)


def test_two_classes_explain_the_second(data):
    model = train(data, "two", activation="Tanh", balance_classes=True)
    found = model.predict_contributions(data[:5, :], background_frame=data[20:30, :])
    np.testing.assert_allclose(
        matrix(found).sum(axis=1), matrix(model.predict(data[:5, :])["yes"])[:, 0], rtol=1e-5
    )
    scaled = model.predict_contributions(
        data[:5, :], background_frame=data[20:30, :], output_space=True
    )
    np.testing.assert_array_equal(matrix(scaled), matrix(found))


@pytest.mark.parametrize("offset", [None, "offset"])
def test_a_link_and_offsets(data, offset):
    model = train(data, "count", distribution="poisson", offset_column=offset)
    rows, background = data[:5, :], data[20:30, :]
    predicted = matrix(model.predict(rows))[:, 0]
    found = model.predict_contributions(rows, background_frame=background)
    np.testing.assert_allclose(matrix(found).sum(axis=1), np.log(predicted), rtol=1e-4, atol=1e-5)
    scaled = model.predict_contributions(rows, background_frame=background, output_space=True)
    np.testing.assert_allclose(matrix(scaled).sum(axis=1), predicted, rtol=1e-4)
    assert (np.sign(matrix(scaled)[:, 4:6]) == np.sign(matrix(found)[:, 4:6])).all()


@pytest.mark.parametrize(
    "options",
    [{"categorical_encoding": "binary"}, {"categorical_encoding": "eigen"},
     {"categorical_encoding": "sort_by_response"}, {"max_categorical_features": 2},
     {"use_all_factor_levels": False}],
    ids=lambda options: str(next(iter(options.values()))),
)  # fmt: skip
def test_encoded_columns_are_put_together(data, options):
    model = train(data, "number", **options)
    rows, background = data[:4, :], data[10:15, :]
    compact = model.predict_contributions(
        rows, output_format="Compact", background_frame=background
    )
    assert sorted(compact.names) == ["BiasTerm", "kind", "x", "z"]
    full = model.predict_contributions(rows, background_frame=background)
    predicted = matrix(model.predict(rows))[:, 0]
    np.testing.assert_allclose(matrix(compact).sum(axis=1), predicted, rtol=1e-5)
    np.testing.assert_allclose(matrix(full).sum(axis=1), predicted, rtol=1e-5)


def test_the_largest_and_the_smallest(data, regression):
    rows, background = data[:6, :], data[10:20, :]
    options = {"output_format": "compact", "background_frame": background}
    everything = regression.predict_contributions(rows, **options)
    values = matrix(everything)[:, :3]
    found = regression.predict_contributions(rows, top_n=1, bottom_n=1, **options)
    assert found.names == [
        "top_feature_1", "top_value_1", "bottom_feature_1", "bottom_value_1", "BiasTerm",
    ]  # fmt: skip
    frame = found.as_data_frame()
    np.testing.assert_array_equal(frame["top_value_1"], values.max(axis=1))
    np.testing.assert_array_equal(frame["bottom_value_1"], values.min(axis=1))
    names = np.array(["kind", "x", "z"])
    assert frame["top_feature_1"].tolist() == names[values.argmax(axis=1)].tolist()
    sizes = regression.predict_contributions(rows, top_n=1, compare_abs=True, **options)
    biggest = np.abs(values).argmax(axis=1)
    assert sizes.as_data_frame()["top_feature_1"].tolist() == names[biggest].tolist()
    ranked = regression.predict_contributions(rows, top_n=-1, **options).as_data_frame()
    np.testing.assert_array_equal(
        ranked[["top_value_1", "top_value_2", "top_value_3"]], -np.sort(-values, axis=1)
    )
    rest = regression.predict_contributions(rows, top_n=2, bottom_n=-1, **options)
    assert rest.names[4:] == ["bottom_feature_1", "bottom_value_1", "BiasTerm"]
    assert regression.predict_contributions(rows, top_n=0, **options).names == everything.names
    pairs = regression.predict_contributions(rows, bottom_n=1, output_per_reference=True, **options)
    assert pairs.names[2:] == ["BiasTerm", "RowIdx", "BackgroundRowIdx"]


def test_what_is_refused(data, regression):
    background = data[:3, :]
    with pytest.raises(H2OValueError, match="give these as background_frame"):
        regression.predict_contributions(data)
    with pytest.raises(H2OValueError, match="has no rows to compare with"):
        regression.predict_contributions(data, background_frame=data[data["x"] > 100, :])
    with pytest.raises(H2OTypeError, match="output_format must be one of 'Original', 'Compact'"):
        regression.predict_contributions(data, "short", background_frame=background)
    with pytest.raises(H2OTypeError, match="top_n must be a whole number"):
        regression.predict_contributions(data, top_n=1.5, background_frame=background)
    with pytest.raises(H2OTypeError, match="background_frame must be an H2OFrame"):
        regression.predict_contributions(data, background_frame=[[1]])
    several = train(data, "three")
    with pytest.raises(H2OResponseError, match="name the class as target: 'high', 'low', 'mid'"):
        several.predict_contributions(data, background_frame=background)
    with pytest.raises(H2OValueError, match="the classes are 'high', 'low', 'mid'"):
        several.predict_contributions(data, background_frame=background, target="hihg")
    with pytest.raises(H2OValueError, match="more than two classes"):
        regression.predict_contributions(data, background_frame=background, target="high")
    autoencoder = H2OAutoEncoderEstimator(hidden=[2], epochs=1)
    autoencoder.train(["x", "z"], training_frame=data)
    with pytest.raises(H2ONotImplementedError, match="per_feature=True"):
        autoencoder.predict_contributions(data, background_frame=background)


@pytest.mark.parametrize("target", ["high", "low", "mid"])
def test_a_class_of_several(data, target):
    model = train(data, "three")
    rows, background = data[:4, :], data[10:15, :]
    found = model.predict_contributions(rows, background_frame=background, target=target)
    assert found.names == ["kind", "x", "z", "BiasTerm"]
    probabilities = model.predict(rows)[target].as_data_frame().to_numpy()[:, 0]
    np.testing.assert_allclose(matrix(found).sum(axis=1), probabilities, rtol=1e-6)
    pairs = model.predict_contributions(
        rows, background_frame=background, output_per_reference=True, target=target
    )
    assert pairs.names[-2:] == ["RowIdx", "BackgroundRowIdx"]
    means = matrix(pairs)[:, :4].reshape(4, 5, 4).mean(axis=1)
    np.testing.assert_allclose(means, matrix(found), atol=1e-7)


def test_any_model(data):
    """Numbers from predictions alone: x doubled, less what it is in the background."""
    model = formula_model(
        lambda rows: 2 * rows.numeric("x") + (rows.codes("kind") == 1),
        data._data, response="number", predictors=["x", "z", "kind"],
    )  # fmt: skip
    rows, background = data[:4, :], data[10:15, :]
    found = model.predict_contributions(rows, background_frame=background).as_data_frame()
    x, there = rows.as_data_frame()["x"], background.as_data_frame()["x"]
    np.testing.assert_allclose(found["x"], 2 * (x - there.mean()))
    np.testing.assert_allclose(found["z"], 0, atol=1e-12)
    with pytest.raises(H2OValueError, match="background_frame"):
        model.predict_contributions(rows)
