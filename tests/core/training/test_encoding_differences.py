"""Where encodings and sparse data are treated otherwise than in H2O-3; both sides each."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OUserWarning

pytestmark = [
    pytest.mark.usefixtures("silent_session"),
    pytest.mark.filterwarnings("ignore::heavywater.exceptions.H2OUserWarning"),
]

KINDS = {"c": "enum"}


def frame(counts, missing=0):
    """Rows with levels a, b, ... so many times each, and a response that depends on the level."""
    rng = np.random.default_rng(4)
    codes = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    labels = [chr(ord("a") + code) for code in codes]
    y = codes + 0.1 * rng.normal(size=codes.size)
    x = rng.normal(size=codes.size + missing)
    return h2o.H2OFrame(
        {"c": labels + [None] * missing, "x": x, "y": [*y, *np.zeros(missing)]}, column_types=KINDS
    )


def train(data, **parameters):
    defaults = {"hidden": [5], "epochs": 3, "seed": 1, "reproducible": True, "stopping_rounds": 0}
    return H2ODeepLearningEstimator(**defaults | parameters).train(y="y", training_frame=data)


def predicted(model, labels):
    rows = h2o.H2OFrame({"c": labels, "x": [0.0] * len(labels)}, column_types=KINDS)
    return model.predict(rows)["predict"].to_numpy().ravel()


def test_eigen_projects_onto_the_axis_of_the_training_frame():
    # H2O finds a new vector in each frame that it scores; all vectors that it can find have the
    # same eigenvalue.
    model = train(frame([60, 25, 15]), categorical_encoding="Eigen")
    together, alone = predicted(model, ["a", "b", "c"]), predicted(model, ["c"])
    assert alone[0] == pytest.approx(together[2], rel=1e-5)
    assert len(set(together)) == 3


def test_the_most_frequent_levels_are_those_of_training():
    # H2O counts again in each frame that it scores, so a row's prediction depends on the others.
    model = train(frame([30] * 10 + [3, 3]), categorical_encoding="EnumLimited")
    rare, other = predicted(model, ["k"]), predicted(model, ["a", "k", "l"])
    assert rare[0] == pytest.approx(other[1], rel=1e-5)
    assert other[1] == other[2]


def test_unseen_levels_have_no_number():
    # H2O's LabelEncoder gives them the numbers after the last.
    model = train(frame([20, 20, 20]), categorical_encoding="LabelEncoder")
    with pytest.warns(H2OUserWarning, match="'new'.*count as missing"):
        new = predicted(model, ["new"])
    assert new[0] == pytest.approx(predicted(model, [None])[0], rel=1e-5)


def test_rows_with_missing_levels_are_skipped_under_binary_too():
    # H2O encodes a missing level as 0, and then finds nothing missing.
    data = frame([20, 20], missing=40)
    model = train(data, categorical_encoding="Binary", missing_values_handling="Skip", epochs=1)
    assert model.scoring_history()["samples"].iloc[-1] == 40


def test_no_level_has_no_hashed_input_in_scoring_either():
    # With use_all_factor_levels=False the first level has no input; H2O hashes it in scoring.
    data = frame([30, 30, 30, 30])
    options = {"use_all_factor_levels": False, "max_categorical_features": 2}
    model = train(data, hidden=[], epochs=0, **options)
    first, *others = predicted(model, ["a", "b", "c", "d", None])
    zero = model.predict(h2o.H2OFrame({"x": [0.0], "c": ["a"]}, column_types=KINDS))
    assert first == pytest.approx(zero.flatten(), rel=1e-5)
    assert len({round(value, 5) for value in others}) <= 2
    assert round(first, 5) not in {round(value, 5) for value in others}


def test_importances_name_all_levels_that_share_an_input():
    # H2O uses the names of the first levels, whichever were hashed there.
    model = train(frame([30, 30, 30, 30]), max_categorical_features=2)
    names = [row[0] for row in model.varimp() if row[0] != "x"]
    assert len(names) == 2
    joined = " ".join(names)
    assert all(f"c.{level}" in joined for level in ("a", "b", "c", "d", "missing(NA)"))


def mostly_zero(rows=400):
    """Ten numeric columns, of which each row has one or two; the response follows the first."""
    rng = np.random.default_rng(2)
    table = np.zeros((rows, 10))
    table[np.arange(rows), rng.integers(0, 10, rows)] = rng.normal(2.0, 0.5, rows)
    table[::4, 0] = rng.normal(2.0, 0.5, rows)[::4]
    columns = {f"x{i}": table[:, i] for i in range(10)}
    return h2o.H2OFrame(columns | {"y": table[:, 0]})


def test_a_missing_number_is_the_mean_under_sparse_too():
    # H2O counts it as the mean in training and as 0 in scoring.
    data = mostly_zero()
    model = train(data, sparse=True, epochs=50)
    kinds = {"x0": "numeric"}
    rows = [[None, data["x0"].mean()[0], 0.0]]
    missing, mean, zero = (
        model.predict(h2o.H2OFrame({"x0": rows[0], "x1": [0.0] * 3}, column_types=kinds))["predict"]
        .to_numpy()
        .ravel()
    )
    assert missing == pytest.approx(mean, rel=1e-5)
    assert abs(missing - zero) > 0.1


def test_the_first_input_is_read_from_sparse_rows():
    # H2O sets it to 0 on rows with few other numbers, so that nothing is learned from it.
    model = train(mostly_zero(), sparse=True, epochs=200)
    assert model.varimp()[0][0] == "x0"
    assert model.r2() > 0.95
