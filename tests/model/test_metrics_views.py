import logging

import numpy as np
import pytest

from fake_models import RECORDS, regression_record
from heavywater.core.metrics import binomial_metrics
from heavywater.exceptions import (
    H2ODeprecationWarning,
    H2ONotImplementedError,
    H2OTypeError,
    H2OValueError,
)
from heavywater.model import (
    ConfusionMatrix,
    H2OBinomialModelMetrics,
    H2OMultinomialModelMetrics,
    H2ORegressionModelMetrics,
)
from heavywater.model.metrics import make_view


def view(category, on="train"):
    return make_view(RECORDS[category](), on, "deeplearning", "on a sample")


@pytest.mark.parametrize(
    ("category", "cls"),
    [
        ("Regression", H2ORegressionModelMetrics),
        ("Binomial", H2OBinomialModelMetrics),
        ("Multinomial", H2OMultinomialModelMetrics),
    ],
)
def test_each_record_has_its_view(category, cls):
    assert type(view(category)) is cls


def test_page_of_regression_is_h2os():
    assert str(view("Regression", "valid")) == (
        "ModelMetricsRegression: deeplearning\n"
        "** Reported on validation data. **\n"
        "\n"
        "MSE: 0.3333333333333333\n"
        "RMSE: 0.5773502691896257\n"
        "MAE: 0.3333333333333333\n"
        f"RMSLE: {regression_record().rmsle!r}\n"
        "Mean Residual Deviance: 0.3333333333333333"
    )


def test_page_of_binomial_is_h2os():
    page = str(view("Binomial", "test"))
    assert page.startswith(
        "ModelMetricsBinomial: deeplearning\n"
        "** Reported on test data. **\n"
        "\n"
        "MSE: 0.24125000000000002\n"
    )
    assert (
        "\n\n"
        "Confusion Matrix (Act/Pred) for max f1 @ threshold = 0.6\n"
        "       no    yes    Error    Rate\n"
        "-----  ----  -----  -------  ----------\n"
        "no     3     2      0.4      (2.0/5.0)\n"
        "yes    1     4      0.2      (1.0/5.0)\n"
        "Total  4     6      0.3      (3.0/10.0)\n"
        "\n"
        "Maximum Metrics: Maximum metrics at their respective thresholds\n"
        "metric                       threshold    value     idx\n"
        "---------------------------  -----------  --------  -----\n"
        "max f1                       0.6          0.727273  2\n"
    ) in page
    assert "\n\nGains/Lift Table: Avg response rate: 50.00 %, avg score: 49.50 %\n" in page


def test_page_of_multinomial_is_h2os():
    assert (
        "Confusion Matrix: Row labels: Actual class; Column labels: Predicted class\n"
        "a    b    c    Error     Rate\n"
        "---  ---  ---  --------  ------\n"
        "1    0    0    0         0 / 1\n"
        "1    0    0    1         1 / 1\n"
        "0    0    1    0         0 / 1\n"
        "2    0    1    0.333333  1 / 3\n"
        "\n"
        "Top-3 Hit Ratios: \n"
        "k    hit_ratio\n"
        "---  -----------\n"
        "1    0.666667\n"
        "2    1\n"
        "3    1"
    ) in str(view("Multinomial"))


@pytest.mark.parametrize("category", list(RECORDS))
def test_html_holds_the_numbers_and_nothing_from_outside(category):
    html = view(category)._repr_html_()
    assert "MSE" in html
    assert "http" not in html
    assert "<script" not in html


def test_numbers_by_method():
    metrics = view("Binomial")
    assert metrics.nobs() == 10
    assert metrics.auc() == pytest.approx(0.66)
    assert metrics.gini() == pytest.approx(0.32)
    assert metrics.rmse() == pytest.approx(metrics.mse() ** 0.5)
    assert metrics.logloss() == pytest.approx(0.7556795243277031)
    assert metrics._metric_json["AUC"] == metrics.auc()
    assert metrics.description == "on a sample"


def test_old_name_of_aucpr_is_deprecated():
    metrics = view("Binomial")
    with pytest.warns(H2ODeprecationWarning, match="use aucpr"):
        assert metrics.pr_auc() == metrics.aucpr()


def test_a_number_of_another_kind_is_refused():
    with pytest.raises(H2OValueError, match="auc is not defined for regression metrics"):
        view("Regression").auc()
    with pytest.raises(H2OValueError, match="mae is not defined for multinomial metrics"):
        view("Multinomial").mae()


def test_auc_of_several_classes_is_nan():
    assert np.isnan(view("Multinomial").auc())
    assert np.isnan(view("Multinomial").aucpr())


# -- Criteria of two classes -------------------------------------------------------------------


def test_a_criterion_at_its_maximum():
    metrics = view("Binomial")
    assert metrics.F1() == [[0.6, pytest.approx(0.7272727272727272)]]
    assert metrics.error() == [[0.6, pytest.approx(0.3)]]
    assert metrics.mean_per_class_error() == [[0.6, pytest.approx(0.3)]]
    assert metrics.max_per_class_error() == [[0.6, pytest.approx(0.4)]]
    assert metrics.mcc() == [[0.6, pytest.approx(0.408248290463863)]]
    assert metrics.tpr() == metrics.recall() == metrics.sensitivity() == [[0.05, 1.0]]
    assert metrics.fallout() == metrics.fpr() == [[0.1, 1.0]]
    assert metrics.missrate() == metrics.fnr() == [[0.9, 0.8]]
    assert metrics.specificity() == metrics.tnr() == [[0.9, 1.0]]


def test_a_criterion_at_given_thresholds_names_the_given_ones():
    metrics = view("Binomial")
    assert metrics.accuracy(0.59) == [[0.59, pytest.approx(0.7)]]
    assert metrics.accuracy(thresholds=[0.59, 1]) == [
        [0.59, pytest.approx(0.7)],
        [1, pytest.approx(0.6)],
    ]
    assert metrics.accuracy([]) == []


def test_a_criterion_at_all_thresholds():
    pairs = view("Binomial").metric("tps", thresholds="all")
    assert pairs == [[0.9, 1], [0.8, 2], [0.6, 4], [0.3, 4], [0.2, 4], [0.1, 4], [0.05, 5]]


@pytest.mark.parametrize("name", ["f1", "F1"])
def test_metric_by_name_in_any_case(name):
    assert view("Binomial").metric(name) == view("Binomial").F1()


def test_threshold_by_largest_criterion():
    metrics = view("Binomial")
    assert metrics.find_threshold_by_max_metric("f2") == 0.05
    assert metrics.find_threshold_by_max_metric("fallout") == 0.1


@pytest.mark.parametrize("method", ["metric", "find_threshold_by_max_metric", "confusion_matrix"])
def test_an_unknown_criterion_suggests_another(method):
    with pytest.raises(H2OValueError, match="Did you mean 'accuracy'"):
        getattr(view("Binomial"), method)("acuracy")


def test_nearest_threshold(caplog):
    with caplog.at_level(logging.INFO):
        assert view("Binomial").find_idx_by_threshold(0.58) == 2
    assert "using 0.6" in caplog.text


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_thresholds_are_shares(threshold):
    with pytest.raises(H2OValueError, match="between 0 and 1"):
        view("Binomial").F1(threshold)


@pytest.mark.parametrize("thresholds", ["some", ["a"], {}.get, [True]])
def test_thresholds_are_numbers(thresholds):
    with pytest.raises(H2OTypeError, match="hreshold"):
        view("Binomial").F1(thresholds)


def test_confusion_matrix_at_the_largest_f1():
    matrix = view("Binomial").confusion_matrix()
    assert isinstance(matrix, ConfusionMatrix)
    assert matrix.to_list() == [[3, 2], [1, 4]]
    assert matrix.table.cell_values[2] == ["Total", 4, 6, 0.3, "(3.0/10.0)"]


def test_confusion_matrices_at_thresholds_and_criteria():
    matrices = view("Binomial").confusion_matrix(metrics=["f1", "f2"], thresholds=0.3)
    titles = [str(matrix).splitlines()[0] for matrix in matrices]
    assert titles == [
        "Confusion Matrix (Act/Pred) @ threshold = 0.3",
        "Confusion Matrix (Act/Pred) for max f1 @ threshold = 0.6",
        "Confusion Matrix (Act/Pred) for max f2 @ threshold = 0.05",
    ]


def test_curves_and_tables():
    metrics = view("Binomial")
    assert metrics.roc() == (metrics.fprs, metrics.tprs)
    assert metrics.tprs == pytest.approx([0.2, 0.4, 0.8, 0.8, 0.8, 0.8, 1.0])
    assert len(metrics.gains_lift()) == 14
    assert metrics.kolmogorov_smirnov() == pytest.approx(0.4)
    assert len(metrics.thresholds_and_metric_scores()) == 7


def test_without_positive_rows_there_is_no_matrix():
    metrics = make_view(binomial_metrics([0, 0], [0.1, 0.4], ["a", "b"]), "test", "")
    assert metrics.confusion_matrix() is None
    assert "Confusion matrix: none" in str(metrics)
    assert np.isnan(metrics.find_threshold_by_max_metric("f1"))
    assert np.isnan(metrics.F1()).all()
    with pytest.raises(H2OValueError, match="f1 is defined at no threshold"):
        metrics.confusion_matrix("f1")


def test_without_rows_there_are_no_thresholds():
    metrics = make_view(binomial_metrics([-1], [0.1], ["a", "b"]), "test", "")
    with pytest.raises(H2OValueError, match="no rows were scored"):
        metrics.find_idx_by_threshold(0.5)
    assert "MSE: nan" in str(metrics)


def test_fractional_counts_are_kept():
    matrix = ConfusionMatrix([[1.5, 0.5], [0, 1]], ["a", "b"])
    assert matrix.to_list() == [[1.5, 0.5], [0, 1]]
    assert matrix.table["Rate"][0] == "(0.5/2)"


def test_a_confusion_matrix_is_square_and_named():
    with pytest.raises(H2OValueError, match="square"):
        ConfusionMatrix([[1, 2]])
    with pytest.raises(H2OValueError, match="3 names"):
        ConfusionMatrix([[1, 2], [3, 4]], ["a", "b", "c"])


def test_names_that_come_later_or_belong_elsewhere():
    with pytest.raises(H2ONotImplementedError, match=r"no make\(\) yet"):
        view("Regression").make({})
    with pytest.raises(AttributeError, match="no attribute 'msse'"):
        view("Binomial").msse()


@pytest.mark.parametrize("category", list(RECORDS))
def test_what_other_algorithms_report_is_none(category):
    metrics = view(category)
    assert metrics.aic() is metrics.loglikelihood() is metrics.hglm_metric("sigma") is None
    assert metrics.null_deviance() is metrics.residual_deviance() is None
    assert metrics.null_degrees_of_freedom() is metrics.residual_degrees_of_freedom() is None


def test_a_number_that_is_not_defined_is_a_missing_key_as_in_h2o():
    with pytest.raises(KeyError, match=r"^mae is not defined for binomial metrics"):
        view("Binomial").mae()
    with pytest.raises(H2OValueError, match="mean_per_class_error is not defined for regression"):
        view("Regression").mean_per_class_error()


def test_values_without_thresholds():
    metrics = view("Binomial")
    assert metrics.F1().value == metrics.F1()[0][1]
    assert metrics.error(thresholds=0.3).value == 1 - metrics.accuracy(thresholds=0.3).value
    assert metrics.mcc(thresholds=[0.3]).value == [metrics.mcc(thresholds=0.3).value]
    assert len(metrics.tpr(thresholds="all").value) == len(metrics.tprs)
    assert metrics.metric("f2", [0.2, 0.4]).value == [pair[1] for pair in metrics.F2([0.2, 0.4])]


def test_metrics_are_found_by_the_names_of_h2os_json():
    binomial, multinomial = view("Binomial"), view("Multinomial")
    assert binomial["AUC"] == binomial.auc()
    assert binomial["something"] is None
    assert binomial["max_criteria_and_metric_scores"]["metric"][0] == "max f1"
    assert len(binomial["thresholds_and_metric_scores"]) > 0
    assert binomial["cm"]["table"].cell_values == binomial.confusion_matrix().table.cell_values
    assert multinomial["hit_ratio_table"].cell_values == multinomial.hit_ratio_table().cell_values
    with pytest.raises(H2OTypeError, match="indexed by name"):
        list(binomial)
