"""`categorical_encoding` and `max_categorical_features` through the estimator."""

from __future__ import annotations

import numpy as np
import pytest

import heavywater as h2o
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError

pytestmark = pytest.mark.usefixtures("silent_session")


ENCODINGS = ["OneHotInternal", "Binary", "Eigen", "LabelEncoder", "SortByResponse", "EnumLimited"]
CHANGING = ["Binary", "Eigen", "LabelEncoder", "EnumLimited"]


@pytest.fixture
def frame():
    rng = np.random.default_rng(1)
    codes = (rng.random(200) ** 2 * 14).astype(int)
    labels = np.array([f"v{code:02d}" for code in range(14)])[codes]
    y = np.where(codes % 3 == 0, "yes", "no")
    return h2o.H2OFrame(
        {"x": rng.normal(size=200), "c": labels.tolist(), "y": y.tolist()},
        column_types={"c": "enum", "y": "enum"},
    )


def train(frame, **parameters):
    defaults = {"hidden": [6], "epochs": 4, "seed": 1, "reproducible": True}
    return H2ODeepLearningEstimator(**defaults | parameters).train(
        y="y", training_frame=frame, validation_frame=frame
    )


def probabilities(model, frame):
    return model.predict(frame)["yes"].to_numpy().ravel()


def test_the_encoding_changes_what_is_learned(frame):
    learned = {name: probabilities(train(frame, categorical_encoding=name), frame)
               for name in ENCODINGS}  # fmt: skip
    assert len({tuple(values) for values in learned.values()}) == len(ENCODINGS)
    automatic = train(frame, categorical_encoding="AUTO")
    np.testing.assert_array_equal(probabilities(automatic, frame), learned["OneHotInternal"])
    assert automatic.actual_params["categorical_encoding"] == "OneHotInternal"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_frame_that_is_scored_is_not_encoded(frame, encoding):
    model = train(frame, categorical_encoding=encoding)
    assert model.auc(valid=True) == pytest.approx(model.model_performance(frame).auc())
    output = model._model_json["output"]
    expected = ["x", "c", "y"] if encoding in CHANGING else None
    assert output["original_names"] == expected
    assert output["names"][-1] == "y"


def test_hashing_limits_the_inputs_and_depends_on_the_seed(frame):
    free, tight = train(frame), train(frame, max_categorical_features=4)
    assert len(free.varimp()) == 16
    assert len(tight.varimp()) == 5
    names = {row[0] for row in tight.varimp()}
    assert names != {row[0] for row in train(frame, max_categorical_features=4, seed=2).varimp()}


@pytest.mark.parametrize("encoding", ["Enum", "OneHotExplicit"])
def test_encodings_that_are_not_for_networks(frame, encoding):
    with pytest.raises(H2OModelBuildError, match="OneHotInternal"):
        train(frame, categorical_encoding=encoding)
