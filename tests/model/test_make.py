"""Metrics from predictions without a model; the numbers are H2O-3's for the same frames."""

from __future__ import annotations

import pytest
from sklearn.metrics import average_precision_score

import heavywater as h2o
from heavywater.exceptions import H2ONotImplementedError, H2OTypeError, H2OValueError
from heavywater.frame import H2OFrame

P = [0.1, 0.8, 0.6, 0.4, 0.9, 0.2]


@pytest.fixture
def predicted() -> H2OFrame:
    return H2OFrame({"p": P})


@pytest.fixture
def classes() -> H2OFrame:
    return H2OFrame({"y": list("ababba")}, column_types=["enum"])


def test_two_classes(predicted, classes):
    metrics = h2o.make_metrics(predicted, classes)
    assert metrics.auc() == pytest.approx(0.8888888888888888)
    assert metrics.logloss() == pytest.approx(0.414931599615397)
    assert metrics.confusion_matrix().to_list() == [[2, 1], [0, 3]]
    assert "** Reported on test data. **" in str(metrics)


def test_order_of_the_classes_may_be_given(predicted, classes):
    turned = h2o.make_metrics(1 - predicted, classes, domain=["b", "a"])
    assert turned.auc() == pytest.approx(h2o.make_metrics(predicted, classes).auc())


@pytest.mark.parametrize("how", [{"domain": ["0", "1"]}, {"distribution": "bernoulli"}])
def test_numbers_0_and_1_can_be_classes(predicted, how):
    metrics = h2o.make_metrics(predicted, H2OFrame({"y": [0, 1, 0, 1, 1, 0]}), **how)
    assert metrics.auc() == pytest.approx(0.8888888888888888)


def test_several_classes():
    actual = H2OFrame({"y": list("abcbca")}, column_types=["enum"])
    predicted = H2OFrame(
        {
            "a": [0.9, 0.2, 0.1, 0.6, 0.1, 0.8],
            "b": [0.05, 0.6, 0.2, 0.3, 0.2, 0.1],
            "c": [0.05, 0.2, 0.7, 0.1, 0.7, 0.1],
        }
    )
    metrics = h2o.make_metrics(predicted, actual)
    assert metrics.logloss() == pytest.approx(0.4594420638235713)
    assert metrics.mean_per_class_error() == pytest.approx(1 / 6)
    with pytest.raises(H2OValueError, match="predicted must have one each"):
        h2o.make_metrics(predicted[["a", "b"]], actual)


def test_regression_with_weights_and_deviances():
    predicted = H2OFrame({"p": [1.1, 2.2, 2.7, 4.4]})
    actual = H2OFrame({"y": [1.0, 2.0, 3.0, 4.0]})
    weights = H2OFrame({"w": [1, 2, 1, 1]})
    assert h2o.make_metrics(predicted, actual).mae() == pytest.approx(0.25)
    assert h2o.make_metrics(predicted, actual, weights=weights).mse() == pytest.approx(0.068)
    for name, deviance in [("poisson", 0.024455144171602217), ("laplace", 0.25)]:
        metrics = h2o.make_metrics(predicted, actual, distribution=name)
        assert metrics.mean_residual_deviance() == pytest.approx(deviance)


def test_mistakes_are_explained(predicted, classes):
    with pytest.raises(H2OTypeError, match="predicted must be an H2OFrame"):
        h2o.make_metrics(P, classes)
    with pytest.raises(H2OValueError, match="actual has 1 rows, but predicted has 6"):
        h2o.make_metrics(predicted, classes[0, :])
    with pytest.raises(H2OValueError, match="not among the classes 'b', 'c'"):
        h2o.make_metrics(predicted, classes, domain=["b", "c"])
    with pytest.raises(H2OValueError, match="domain must list"):
        h2o.make_metrics(predicted, classes, domain=["b"])
    with pytest.raises(H2OValueError, match="Did you mean 'poisson'"):
        h2o.make_metrics(predicted, predicted, distribution="poison")
    with pytest.raises(H2OValueError, match="must have one column, not 2"):
        h2o.make_metrics(predicted.cbind(predicted), predicted)
    with pytest.raises(H2OTypeError, match="Did you mean 'MACRO_OVO'"):
        h2o.make_metrics(predicted, classes, auc_type="MACRO_OVOO")
    with pytest.raises(H2ONotImplementedError, match="uplift"):
        h2o.make_metrics(predicted, classes, treatment=classes)


def test_automatic_is_gaussian():
    predicted, actual = H2OFrame({"p": [1.5, 2.0]}), H2OFrame({"y": [1.0, 4.0]})
    metrics = h2o.make_metrics(predicted, actual, distribution="AUTO")
    assert metrics.mean_residual_deviance() == metrics.mse()


@pytest.mark.parametrize("name", ["tweedie", "quantile", "huber"])
def test_distributions_with_a_constant_say_which(name):
    numbers = H2OFrame({"p": [1.0, 2.0]})
    with pytest.raises(H2OValueError, match=f"needs {name}_(power|alpha)"):
        h2o.make_metrics(numbers, numbers, distribution=name)


def test_probabilities_and_weights_must_be_such(predicted, classes):
    with pytest.raises(H2OValueError, match="probabilities between 0 and 1"):
        h2o.make_metrics(predicted + 1, classes)
    with pytest.raises(H2OValueError, match="weights must be 0 or more; 6 of them"):
        h2o.make_metrics(predicted, classes, weights=H2OFrame({"w": [-1.0] * 6}))


def test_averages_of_several_classes():
    frame = H2OFrame(
        {
            "a": [0.7, 0.2, 0.1, 0.4],
            "b": [0.2, 0.5, 0.3, 0.4],
            "c": [0.1, 0.3, 0.6, 0.2],
            "y": ["a", "b", "c", "b"],
        },
        column_types={"y": "enum"},
    )
    plain = h2o.make_metrics(frame[["a", "b", "c"]], frame["y"])
    assert isinstance(plain.multinomial_auc_table(), str)
    metrics = h2o.make_metrics(frame[["a", "b", "c"]], frame["y"], auc_type="WEIGHTED_OVO")
    table = metrics.multinomial_auc_table()
    assert metrics.auc() == table["auc"][table["type"].index("Weighted OVO")]


def test_exact_and_binned_areas(predicted, classes):
    metrics = h2o.make_metrics(predicted, classes)
    assert metrics.binned_auc() == pytest.approx(metrics.auc())
    assert metrics.binned_aucpr() == pytest.approx(metrics.aucpr())
    assert metrics.average_precision() == pytest.approx(
        average_precision_score([0, 1, 0, 1, 1, 0], P)
    )
