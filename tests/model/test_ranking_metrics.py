"""Anomaly scores judged by classes: as a notebook does it, and with what is here."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from sklearn.metrics import auc, average_precision_score, precision_recall_curve, roc_curve

import heavywater as h2o
from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.frame import H2OFrame


@pytest.fixture
def rows():
    """Classes, and scores that are higher for the second one."""
    rng = np.random.default_rng(8)
    y = (rng.random(4000) < 0.02).astype(int)
    return y, rng.normal(size=y.size) * 3 + 5 * y


def test_a_notebook_with_scikit_learn(rows):
    y, score = rows
    share = (score - score.min()) / (score.max() - score.min())
    test = H2OFrame({"Class": y.tolist(), "Amount": score.tolist()})
    predictions = H2OFrame({"predict": share.tolist(), "mean_length": (9 - share).tolist()})

    quantiles = predictions.quantile([0.95, 0.99])
    assert quantiles.names == ["Probs", "predictQuantiles", "mean_lengthQuantiles"]
    threshold = quantiles[0, "predictQuantiles"]
    assert threshold == pytest.approx(np.quantile(share, 0.95))

    predictions["predicted_class"] = predictions["predict"] > threshold
    predictions["class"] = test["Class"]
    assert predictions["predicted_class"].sum() == 200
    assert predictions["predict"].cor(predictions["mean_length"]) == pytest.approx(-1)

    table = predictions.as_data_frame()
    assert list(table.columns) == ["predict", "mean_length", "predicted_class", "class"]
    assert table["class"].dtype.kind == "i"
    fpr, tpr, _ = roc_curve(table["class"], table["predict"])
    precision, recall, _ = precision_recall_curve(table["class"], table["predict"])
    found = h2o.ranking_metrics(predictions["predict"], predictions["class"])
    assert auc(fpr, tpr) == pytest.approx(found.auc(), abs=1e-9)
    # Straight lines between thresholds are not how precision goes, but near it.
    assert np.trapezoid(recall, precision) == pytest.approx(found.aucpr(), abs=0.03)
    assert found.prevalence() == pytest.approx(table["class"].mean())


def test_scores_of_any_range(rows):
    y, score = rows
    frame = H2OFrame({"s": score.tolist(), "y": y.tolist()})
    found = h2o.ranking_metrics(frame["s"], frame["y"].asfactor())
    assert found.average_precision() == pytest.approx(average_precision_score(y, score), abs=1e-9)
    assert found.gini() == 2 * found.auc() - 1
    assert found.nobs() == 4000
    assert "Average precision: 0." in str(found)
    turned = h2o.ranking_metrics(frame["s"], frame["y"].asfactor(), domain=["1", "0"])
    assert turned.auc() == pytest.approx(1 - found.auc())
    with pytest.raises(H2OValueError, match="ranking_metrics"):
        h2o.make_metrics(frame["s"], frame["y"].asfactor())


def test_weights_repeat_rows():
    frame = H2OFrame({"s": [1.0, 2.0, 3.0], "y": [0, 1, 0], "w": [1.0, 2.0, 3.0]})
    weighted = h2o.ranking_metrics(frame["s"], frame["y"], frame["w"])
    assert weighted.auc() == pytest.approx(0.25)
    assert weighted.average_precision() == pytest.approx(2 / 5)


def test_curves():
    frame = H2OFrame({"s": [5.0, 2.0, 2.0, -1.0], "y": [1, 0, 1, 0]})
    found = h2o.ranking_metrics(frame["s"], frame["y"])
    assert found.roc() == ([0, 0, 0.5, 1], [0, 0.5, 1, 1])
    assert found.precision_recall() == ([1, pytest.approx(2 / 3), 0.5], [0.5, 1, 1])
    assert found.thresholds() == [5, 2, -1]


def test_plots(rows):
    y, score = rows
    frame = H2OFrame({"s": np.tile(score, 5).tolist(), "y": np.tile(y, 5).tolist()})
    frame["s"] = frame["s"] + frame["s"].runif(1) / 1e6  # no ties
    found = h2o.ranking_metrics(frame["s"], frame["y"])
    with mpl.rc_context({"backend": "agg"}):
        for kind in ("roc", "pr"):
            axes = found.plot(kind).axes[0]
            x, height = (np.array(part) for part in axes.lines[0].get_data())
            assert len(x) < 6000
            assert x[-1] == height[-1] if kind == "roc" else x[-1] == 1
            area = found.auc() if kind == "roc" else found.average_precision()
            assert np.trapezoid(height, x) == pytest.approx(area, abs=0.01)
        with pytest.raises(H2OValueError, match="'roc' or 'pr'"):
            found.plot("lift")
        plt.close("all")


def test_mistakes():
    frame = H2OFrame({"s": [1.0, 2.0, 3.0], "y": [0, 1, 2], "t": ["a", "b", "c"]})
    with pytest.raises(H2OValueError, match="not among the classes"):
        h2o.ranking_metrics(frame["s"], frame["y"])
    with pytest.raises(H2OValueError, match="two classes; actual has 3"):
        h2o.ranking_metrics(frame["s"], frame["t"].asfactor())
    with pytest.raises(H2OValueError, match="one column"):
        h2o.ranking_metrics(frame, frame["y"])
    with pytest.raises(H2OTypeError, match="column of numbers"):
        h2o.ranking_metrics(frame["t"], frame["y"])
