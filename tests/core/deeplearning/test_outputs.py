"""What a parameter changes in the results of a training: kinds of AUC, groups of gains."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OModelBuildError, H2OUserWarning
from heavywater.frame import H2OFrame


def rows(classes, count=120):
    rng = np.random.default_rng(7)
    y = np.minimum(np.arange(count) % (classes + 1), classes - 1)  # the last twice as often
    columns = {f"x{k}": (rng.normal(size=count) + (y == k)).tolist() for k in range(3)}
    columns["y"] = [f"c{level:02d}" for level in y]
    return H2OFrame(columns, column_types={"y": "enum"})


def train(data, **parameters):
    model = H2ODeepLearningEstimator(hidden=[4], epochs=2, seed=1, reproducible=True, **parameters)
    model.train(y="y", training_frame=data)
    return model


def test_the_kind_of_auc_is_in_the_metrics_and_in_the_history():
    data = rows(3)
    plain = train(data)
    assert np.isnan([plain.auc(), plain.aucpr()]).all()
    assert isinstance(plain.multinomial_auc_table(), str)
    assert np.isnan(plain.scoring_history(as_data_frame=False)["training_auc"]).all()
    for kind, label in [("macro_ovr", "Macro OVR"), ("WEIGHTED_OVO", "Weighted OVO")]:
        model = train(data, auc_type=kind)
        table, aucpr = model.multinomial_auc_table(), model.multinomial_aucpr_table()
        assert model.auc() == dict(zip(table["type"], table["auc"], strict=True))[label]
        assert model.aucpr() == dict(zip(aucpr["type"], aucpr["auc_pr"], strict=True))[label]
        history = model.scoring_history(as_data_frame=False)
        assert history["training_auc"][-1] == model.auc()
        assert history["training_pr_auc"][-1] == model.aucpr()
        assert model.logloss() == plain.logloss()


def test_new_data_can_have_another_kind():
    data = rows(3)
    model = train(data, auc_type="macro_ovr")
    assert model.model_performance(data).auc() == pytest.approx(model.auc())
    assert model.model_performance(data, auc_type="auto").auc() == pytest.approx(model.auc())
    other = model.model_performance(data, auc_type="weighted_ovo")
    table = other.multinomial_auc_table()
    assert other.auc() == table["auc"][-1] != model.auc()
    assert "AUCPR: " in str(other)


def test_training_stops_by_the_average():
    data = rows(3)
    options = {"stopping_rounds": 1, "stopping_tolerance": 0.9, "train_samples_per_iteration": 30}
    model = train(data, auc_type="macro_ovo", stopping_metric="AUC", **options)
    assert len(model.scoring_history(as_data_frame=False)["epochs"]) < 9
    with pytest.raises(H2OModelBuildError, match="say with auc_type"):
        train(data, stopping_metric="AUC")


def test_more_than_50_classes_have_no_average():
    data = rows(51, 204)
    with pytest.warns(H2OUserWarning, match="51 classes"):
        model = train(data, auc_type="macro_ovr")
    assert np.isnan(model.auc())
    with pytest.raises(H2OModelBuildError, match="has 51 levels"):
        train(data, auc_type="macro_ovr", stopping_metric="AUC")


def test_groups_of_gains_and_lift():
    data = rows(2)
    assert len(train(data).gains_lift()["group"]) == 16
    five = train(data, gainslift_bins=5)
    assert five.gains_lift()["group"] == [1, 2, 3, 4, 5]
    assert five.gains_lift()["cumulative_data_fraction"] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1])
    assert five.kolmogorov_smirnov() == max(five.gains_lift()["kolmogorov_smirnov"])
    assert len(five.model_performance(data).gains_lift()["group"]) == 5
    history = five.scoring_history(as_data_frame=False)
    assert history["training_lift"][-1] == five.gains_lift()["lift"][0]


def test_gains_and_lift_can_be_off():
    data = rows(2)
    model = train(data, gainslift_bins=0)
    assert model.gains_lift() is None
    assert np.isnan(model.kolmogorov_smirnov())
    assert model.model_performance(data).gains_lift() is None
    assert np.isnan(model.scoring_history(as_data_frame=False)["training_lift"][-1])
    assert "Gains/Lift" not in str(model)
    with pytest.raises(H2OModelBuildError, match="gainslift_bins is -2"):
        train(data, gainslift_bins=-2)


def test_parameters_have_the_shapes_of_h2o():
    data = rows(3)
    data["w"] = 1
    model = H2ODeepLearningEstimator(hidden=[3], epochs=1, seed=1, model_id="shapes_of_parameters")
    model.train(y="y", training_frame=data, weights_column="w", ignored_columns=["x0"])
    actual = model.actual_params
    assert list(actual)[:4] == ["model_id", "training_frame", "validation_frame", "nfolds"]
    assert (actual["training_frame"], actual["validation_frame"]) == (data.frame_id, None)
    assert (actual["response_column"], actual["weights_column"]) == ("y", "w")
    assert actual["ignored_columns"] == ["x0"]
    assert actual["distribution"] == "multinomial"
    assert len(actual) == len(model.default_params) == 91
    params = model.params
    assert params["model_id"]["actual"]["name"] == "shapes_of_parameters"
    assert params["training_frame"]["input"]["name"] == data.frame_id
    assert params["response_column"]["actual"]["column_name"] == "y"
    assert params["distribution"] == {
        "default": "AUTO", "actual": "multinomial", "input": "AUTO",
    }  # fmt: skip
    full = model.full_parameters
    assert full["hidden"]["actual_value"] == full["hidden"]["input_value"] == [3]
    assert full["activation"]["values"][0] == "Tanh"
    assert full["weights_column"]["actual_value"] == {"column_name": "w"}
    assert model.parms == full
