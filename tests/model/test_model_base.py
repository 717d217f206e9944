import numpy as np
import pandas as pd
import pytest

from fake_models import RECORDS, Estimator, regression_record, trained
from heavywater.core.frames.data import FrameData
from heavywater.core.params import Parameter, ParameterSet
from heavywater.exceptions import (
    H2ODeprecationWarning,
    H2ONotImplementedError,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
)
from heavywater.frame import H2OFrame
from heavywater.model import (
    H2OBinomialModel,
    H2OBinomialModelMetrics,
    H2OMultinomialModel,
    H2ORegressionModel,
    ModelBase,
)


def frame(**columns):
    arrays = {name: np.array(values) for name, values in columns.items()}
    return H2OFrame._from_data(FrameData.from_columns(arrays))


# -- Before training ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "mse",
        "auc",
        "summary",
        "scoring_history",
        "varimp",
        "model_performance",
        "plot",
        "default_threshold",
        "is_cross_validated",
    ],
)
def test_results_need_training(name):
    with pytest.raises(H2OValueError, match="Estimator has no model yet: train it first"):
        getattr(Estimator(), name)()


def test_results_of_one_kind_of_response_need_training_too():
    with pytest.raises(H2OValueError, match="train it first"):
        Estimator().F1()
    assert not hasattr(Estimator(), "F1")


def test_an_untrained_estimator_has_no_facts():
    model = Estimator()
    facts = (
        model.key,
        model.model_id,
        model.type,
        model.start_time,
        model.run_time,
        model.end_time,
    )
    assert facts == (None,) * 6
    assert model.params == {}
    assert model.actual_params == {}
    assert "train it first" in str(model)
    assert "train it first" in model._repr_html_()


def test_a_wished_key_is_kept_until_training():
    model = Estimator()
    model.model_id = "mine"
    assert (model.model_id, model.key) == ("mine", None)


# -- After training ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "cls", "kind"),
    [
        ("Regression", H2ORegressionModel, "regressor"),
        ("Binomial", H2OBinomialModel, "classifier"),
        ("Multinomial", H2OMultinomialModel, "classifier"),
    ],
)
def test_a_trained_estimator_is_of_both_classes(category, cls, kind):
    model = trained(category)
    assert isinstance(model, cls)
    assert isinstance(model, Estimator)
    assert type(model).__name__ == "Estimator"
    assert model.type == kind


def test_the_kind_changes_with_the_next_training():
    model = trained("Binomial")
    model._attach(trained("Regression")._trained)
    assert not isinstance(model, H2OBinomialModel)
    assert isinstance(model, H2ORegressionModel)
    model._detach_model()
    assert type(model) is Estimator
    assert model.key is None


def test_equal_kinds_share_a_class():
    assert type(trained("Binomial")) is type(trained("Binomial"))


def test_facts():
    model = trained("Regression")
    assert model.key == model.model_id == "model_1"
    assert (model.start_time, model.run_time, model.end_time) == (
        1_700_000_000_250,
        150,
        1_700_000_000_400,
    )
    assert model.have_mojo is False
    assert model.have_pojo is False
    assert model.default_threshold() == 0.5
    assert trained("Binomial", default_threshold=0.3).default_threshold() == 0.3


def test_parameters_come_from_the_declarations():
    class Declared(ModelBase):
        _parameter_set = ParameterSet(
            "Declared", [Parameter(name="epochs", type="double", default=10.0, help="Passes.")]
        )

    model = Declared()
    assert model.default_params == {"epochs": 10.0}
    model._attach(trained("Regression")._trained)
    assert model.actual_params == {"epochs": 3.0}
    assert model.params == {"epochs": {"default": 10.0, "actual": 3.0, "input": 3}}
    full = model.full_parameters["epochs"]
    assert (full["help"], full["actual_value"], full["type"]) == ("Passes.", 3.0, "double")


# -- Metrics -----------------------------------------------------------------------------------


def test_one_number_or_a_dict_of_several():
    model = trained("Regression", valid=True)
    mse = pytest.approx(1 / 3)
    assert model.mse() == mse
    assert model.mse(train=True) == mse
    assert model.mse(valid=True) == mse
    assert model.mse(train=True, valid=True) == {"train": mse, "valid": mse}
    assert model.mse(True, True, True) == {"train": mse, "valid": mse, "xval": None}


def test_metrics_that_there_are_not_are_none():
    model = trained("Regression")
    assert model.mse(valid=True) is None
    assert model.mse(train=True, valid=True)["valid"] is None
    assert model.model_performance(valid=True) is None
    assert trained("Binomial").F1(valid=True) is None


@pytest.mark.parametrize(
    ("category", "names"),
    [
        ("Regression", ["mse", "rmse", "mae", "rmsle", "r2", "mean_residual_deviance"]),
        ("Binomial", ["mse", "rmse", "r2", "logloss", "auc", "aucpr", "gini"]),
        ("Multinomial", ["mse", "rmse", "r2", "logloss", "mean_per_class_error"]),
    ],
)
def test_numbers_are_those_of_the_metrics(category, names):
    model = trained(category)
    for name in names:
        assert getattr(model, name)() == getattr(model.model_performance(), name)()


def test_criteria_of_two_classes():
    model = trained("Binomial", valid=True)
    expected = [[0.6, pytest.approx(0.7272727272727272)]]
    assert model.F1() == expected
    assert model.F1(train=True, valid=True) == {"train": expected, "valid": expected}
    assert model.accuracy(thresholds=0.6) == [[0.6, pytest.approx(0.7)]]
    assert model.metric("accuracy", [0.6]) == model.accuracy(0.6)
    assert model.find_threshold_by_max_metric("f1", valid=True) == 0.6
    assert model.find_idx_by_threshold(0.6) == 2
    assert model.confusion_matrix().to_list() == [[3, 2], [1, 4]]
    assert model.confusion_matrix(thresholds=[0.3, 0.6], valid=True)[1].to_list()[0] == [3, 2]
    assert len(model.roc()) == 2
    assert len(model.gains_lift()) == 14
    assert len(model.thresholds_and_metric_scores()) == 7
    assert model.kolmogorov_smirnov() == pytest.approx(0.4)


def test_tables_of_several_classes():
    model = trained("Multinomial", valid=True)
    assert model.confusion_matrix()["Rate"][-1] == "1 / 3"
    assert model.confusion_matrix(valid=True)["Rate"][-1] == "1 / 3"
    assert model.hit_ratio_table()["hit_ratio"][1] == 1.0


def test_old_name_of_aucpr_is_deprecated():
    with pytest.warns(H2ODeprecationWarning, match="use aucpr"):
        trained("Binomial").pr_auc()


def test_a_frame_instead_of_a_flag_is_refused():
    with pytest.raises(H2OTypeError, match="call model_performance"):
        trained("Regression").mse(frame(y=[1.0]))


def test_performance_on_a_new_frame():
    model = trained("Regression")
    performance = model.model_performance(frame(y=[1.0, 3.0]))
    assert performance.mse() == 5.0
    assert "** Reported on test data. **" in str(performance)


def test_performance_needs_the_response():
    with pytest.raises(H2OValueError, match="no response"):
        trained("Regression").model_performance(frame(x=[1.0]))


def test_performance_on_a_frame_or_on_the_training_data():
    with pytest.raises(H2OValueError, match="not both"):
        trained("Regression").model_performance(frame(y=[1.0]), valid=True)


@pytest.mark.parametrize("data", ["cars", 5, [[1]]])
def test_performance_and_predictions_need_a_frame(data):
    model = trained("Regression")
    with pytest.raises(H2OTypeError, match="test_data must be an H2OFrame"):
        model.model_performance(data)
    with pytest.raises(H2OTypeError, match="test_data must be an H2OFrame"):
        model.predict(data)


def test_performance_of_training_and_validation():
    model = trained("Binomial", valid=True)
    assert isinstance(model.model_performance(), H2OBinomialModelMetrics)
    assert "train data" in str(model.model_performance(train=True))
    assert "validation data" in str(model.model_performance(valid=True))
    assert model.training_model_metrics()["AUC"] == model.auc()


def test_a_kind_of_auc_is_for_new_data():
    with pytest.warns(H2OUserWarning, match="no effect without test_data"):
        trained("Multinomial").model_performance(auc_type="macro_ovr")
    with pytest.raises(H2OTypeError, match="auc_type must be one of"):
        trained("Multinomial").model_performance(frame(y=[1.0]), auc_type="macro")
    with pytest.raises(H2ONotImplementedError, match="uplift"):
        trained("Multinomial").model_performance(frame(y=[1.0]), auuc_type="qini")


def test_predictions_are_a_frame():
    predictions = trained("Regression").predict(frame(y=[1.0, 3.0]))
    assert isinstance(predictions, H2OFrame)
    assert predictions.shape == (2, 1)


# -- Tables ------------------------------------------------------------------------------------


def test_summary():
    table = trained("Regression").summary()
    assert table.col_header == ["", "layer", "type", "l1"]
    assert table.cell_values[0] == ["", 1, "Input", ""]


def test_show_summary(capsys):
    trained("Regression").show_summary()
    assert capsys.readouterr().out.startswith("Status of Neuron Layers: predicting y\n")


def test_scoring_history_is_a_pandas_frame():
    history = trained("Regression").scoring_history()
    assert isinstance(history, pd.DataFrame)
    assert list(history.columns)[:3] == ["", "duration", "training_speed"]
    assert history["epochs"].tolist() == [0.0, 1.5]


def test_scoring_history_as_a_table():
    table = trained("Regression").scoring_history(as_data_frame=False)
    assert table["epochs"] == [0.0, 1.5]


def test_variable_importances():
    model = trained("Regression")
    assert model.varimp() == [("power", 1.0, 1.0, 0.8), ("<year>", 0.25, 0.25, 0.2)]
    assert model.varimp(use_pandas=True)["variable"].tolist() == ["power", "<year>"]


def test_no_variable_importances():
    model = trained("Regression", variable_importances=None)
    with pytest.warns(H2OUserWarning, match="variable_importances=True"):
        assert model.varimp() is None
    assert "Variable Importances" not in str(model)


# -- What is not there -------------------------------------------------------------------------


def test_no_cross_validation():
    model = trained("Regression")
    assert model.is_cross_validated() is False
    assert model.cross_validation_models() is None
    assert model.cross_validation_predictions() is None
    assert model.cross_validation_metrics_summary() is None
    assert model.xvals == []
    with pytest.raises(H2OValueError, match="not cross-validated"):
        model.get_xval_models()


@pytest.mark.parametrize("name", ["download_mojo", "save_mojo"])
def test_names_of_h2o_that_come_later(name):
    model = trained("Regression")
    with pytest.raises(H2ONotImplementedError, match=rf"no {name}\(\) yet: "):
        getattr(model, name)()
    assert not hasattr(model, name)


def test_names_of_other_algorithms():
    with pytest.raises(H2ONotImplementedError, match="is for gradient boosting"):
        trained("Regression").staged_predict_proba()


@pytest.mark.parametrize(
    "name", ["coef", "coef_norm", "pprint_coef", "coef_with_p_values", "negative_log_likelihood",
             "get_variable_inflation_factors"]
)  # fmt: skip
def test_coefficients_are_not_defined(name):
    with pytest.raises(H2OValueError, match="only generalised linear models"):
        getattr(trained("Regression"), name)()


@pytest.mark.parametrize("name", ["std_coef_plot", "average_objective", "rotation"])
def test_results_that_h2o_refuses(name):
    with pytest.raises(H2OValueError, match="is for"):
        getattr(trained("Regression"), name)()


def test_results_that_h2o_answers_with_none():
    model = trained("Regression", valid=True)
    assert model.coef_names() is None
    assert model.aic() is model.loglikelihood() is None
    for name in ("null", "residual"):
        deviance = getattr(model, f"{name}_deviance")
        assert deviance() is getattr(model, f"{name}_degrees_of_freedom")(valid=True) is None
        assert deviance(train=True, valid=True) == {"train": None, "valid": None}
    for call in (model.ntrees_actual, model.feature_interaction, lambda: model.h(None, [])):
        with pytest.warns(H2OUserWarning, match="has no trees"):
            assert call() is None


def test_a_model_can_be_let_go():
    model = trained("Binomial")
    model.detach()
    assert model.model_id is None
    assert not hasattr(model, "F1")
    with pytest.raises(H2OValueError, match="train it first"):
        model.predict(None)


def test_names_of_another_kind_of_response():
    with pytest.raises(AttributeError, match=r"F1\(\) is for binomial models; this is a regr"):
        trained("Regression").F1()
    with pytest.raises(AttributeError, match="is for multinomial models"):
        trained("Binomial").hit_ratio_table()


def test_other_names_are_unknown():
    with pytest.raises(AttributeError, match="no attribute 'mxe'"):
        trained("Regression").mxe()


# -- The page ----------------------------------------------------------------------------------


def test_the_page_is_h2os():
    assert str(trained("Regression", valid=True)) == (
        "Model Details\n"
        "=============\n"
        "Estimator : Deep Learning\n"
        "Model Key: model_1\n"
        "\n"
        "\n"
        "Status of Neuron Layers: predicting y\n"
        "    layer    type    l1\n"
        "--  -------  ------  ----\n"
        "    1        Input\n"
        "    2        Linear  0\n"
        "\n"
        "ModelMetricsRegression: deeplearning\n"
        "** Reported on train data. **\n"
        "\n"
        "MSE: 0.3333333333333333\n"
        "RMSE: 0.5773502691896257\n"
        "MAE: 0.3333333333333333\n"
        f"RMSLE: {regression_record().rmsle!r}\n"
        "Mean Residual Deviance: 0.3333333333333333\n"
        "\n"
        "ModelMetricsRegression: deeplearning\n"
        "** Reported on validation data. **\n"
        "\n"
        "MSE: 0.3333333333333333\n"
        "RMSE: 0.5773502691896257\n"
        "MAE: 0.3333333333333333\n"
        f"RMSLE: {regression_record().rmsle!r}\n"
        "Mean Residual Deviance: 0.3333333333333333\n"
        "\n"
        "Scoring History: \n"
        "    duration         training_speed    epochs    training_rmse    training_logloss"
        "    training_classification_error    validation_rmse\n"
        "--  ---------------  ----------------  --------  ---------------  ------------------"
        "  -------------------------------  -----------------\n"
        "    0.000 sec                          0         nan              nan"
        "                 nan                              nan\n"
        "    1 min 0.500 sec  10 obs/sec        1.5       0.5              0.75"
        "                0.25                             0.625\n"
        "\n"
        "Variable Importances: \n"
        "variable    relative_importance    scaled_importance    percentage\n"
        "----------  ---------------------  -------------------  ------------\n"
        "power       1                      1                    0.8\n"
        "<year>      0.25                   0.25                 0.2"
    )


@pytest.mark.parametrize("category", list(RECORDS))
def test_show_prints_the_page(category, capsys):
    model = trained(category)
    model.show()
    assert capsys.readouterr().out == f"{model}\n"


def test_shorter_pages(capsys):
    model = trained("Regression")
    model.show("short")
    assert capsys.readouterr().out == "Estimator : Deep Learning\nModel Key: model_1\n"
    model.show(verbosity="medium")
    out = capsys.readouterr().out
    assert out.startswith("Estimator")
    assert "Status of Neuron Layers" in out
    assert "MSE" not in out


def test_unknown_verbosity_is_refused():
    with pytest.raises(H2OValueError, match="verbosity must be one of"):
        trained("Regression").show("loud")


@pytest.mark.parametrize("verbosity", ["short", "medium", "full"])
def test_html_is_escaped_and_needs_nothing_from_outside(verbosity):
    html = trained("Binomial", valid=True).to_html(verbosity)
    assert "model_1" in html
    assert "<year>" not in html
    assert "http" not in html
    assert "<script" not in html


def test_descriptions_with_numbers_of_numpy_are_plain():
    assert "np.float64" not in str(trained("Binomial"))
    assert isinstance(trained("Binomial").auc(), float)
    assert not np.isnan(trained("Binomial").auc())


def test_results_are_found_by_the_names_of_h2os_json():
    assert Estimator()._model_json is None
    model = trained("Binomial")
    output = model._model_json["output"]
    assert model._model_json["model_id"]["name"] == model.model_id
    assert output["training_metrics"].auc() == model.auc()
    assert output["scoring_history"].col_header == model.scoring_history(False).col_header
    assert output["model_category"] == "Binomial"


def test_key_is_found_where_h2os_client_keeps_it():
    model = trained("Regression")
    assert model._id == model.model_id == model.key
