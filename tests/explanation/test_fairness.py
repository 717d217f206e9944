"""Protected groups: tables, figures of each group, everything at once, models side by side."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt

import heavywater as h2o
from fake_models import formula_model
from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.frame import H2OFrame

ROWS = 120


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(9)
    x = rng.normal(size=ROWS)
    sex = rng.integers(0, 2, ROWS)
    age = np.exp(3 * rng.random(ROWS) + 2 * sex)
    y = x + rng.normal(size=ROWS) + 0.5 * sex > 0
    return H2OFrame(
        {
            "x": x.tolist(),
            "age": age.tolist(),
            "sex": ["fm"[v] for v in sex],
            "race": ["uvw"[v] for v in rng.integers(0, 3, ROWS)],
            "y": np.where(y, "yes", "no").tolist(),
        },
        column_types={"sex": "enum", "race": "enum", "y": "enum"},
    )


def scores(shift):
    def formula(data):
        p = 1 / (1 + np.exp(-(data.numeric("x") + shift * (data.codes("sex") == 1))))
        return np.column_stack([1 - p, p])

    return formula


def model_of(frame, shift=0.5, **options):
    return formula_model(
        scores(shift), frame._data, predictors=["x", "sex", "age"],
        **{"variable_importances": None, **options},
    )  # fmt: skip


@pytest.fixture
def model(frame):
    return model_of(frame)


PROTECTED, REFERENCE = ["sex", "race"], ["m", "u"]


def test_the_overview(model, frame):
    found = model.fairness_metrics(frame, PROTECTED, REFERENCE, "yes")
    overview = found["overview"]
    assert overview.names[:4] == ["sex", "race", "tp", "fp"]
    assert overview.names[-1] == "p.value"
    assert len(overview.names) == 2 + 2 * 19 + 1
    table = overview.as_data_frame()
    assert table["sex"].tolist() == ["f", "m"] * 3
    assert table["race"].tolist() == ["u", "u", "v", "v", "w", "w"]
    assert table["total"].sum() == ROWS
    assert table["relativeSize"].sum() == pytest.approx(1)
    assert table["AIR_selectedRatio"][1] == 1
    assert table["p.value"][1] == 1
    rows = frame.as_data_frame()
    own = (rows["sex"] == "f") & (rows["race"] == "v")
    predicted = model.predict(frame).as_data_frame()["predict"]
    assert table["selected"][2] == (predicted[own] == "yes").sum()


def test_thresholds_of_each_group(model, frame):
    found = model.fairness_metrics(frame, PROTECTED, REFERENCE, "yes")
    assert set(found) == {"overview"} | {
        f"thresholds_and_metrics_{s},{r}" for s in "mf" for r in "uvw"
    }
    table = found["thresholds_and_metrics_m,u"]
    assert table.names[:3] == ["Threshold", "f1", "f2"]
    assert table.names[-1] == "idx"


def test_the_first_class_can_be_the_favourable_one(model, frame):
    yes = model.fairness_metrics(frame, ["sex"], ["m"], "yes")["overview"].as_data_frame()
    no = model.fairness_metrics(frame, ["sex"], ["m"], "no")["overview"].as_data_frame()
    assert no["tn"].tolist() == yes["tp"].tolist()
    assert no["auc"].tolist() == pytest.approx(yes["auc"].tolist())


def test_the_largest_group_is_the_default_reference(model, frame):
    table = model.fairness_metrics(frame, PROTECTED, None, "yes")["overview"].as_data_frame()
    largest = table["total"].idxmax()
    assert table["AIR_accuracy"][largest] == 1


def test_rows_without_a_group_or_a_response_are_left_out(model, frame):
    holed = frame[:, :]
    holed[0, "sex"] = None
    holed[1, "y"] = None
    table = model.fairness_metrics(holed, ["sex"], ["m"], "yes")["overview"].as_data_frame()
    assert table["total"].sum() == ROWS - 2


def test_curves_of_groups(model, frame):
    axes = model.fair_roc_plot(frame, PROTECTED, REFERENCE, "yes").axes[0]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["f, u", "m, u", "f, v", "m, v", "f, w", "m, w"]
    thresholds = model.fairness_metrics(frame, PROTECTED, REFERENCE, "yes")
    table = thresholds["thresholds_and_metrics_m,u"].as_data_frame()
    np.testing.assert_allclose(axes.lines[1].get_xdata(), table["fpr"])
    np.testing.assert_allclose(axes.lines[1].get_ydata(), table["tpr"])
    precision = model.fair_pr_plot(frame, PROTECTED, REFERENCE, "yes").axes[0]
    np.testing.assert_allclose(precision.lines[1].get_ydata(), table["precision"])
    share = (frame["y"] == "yes").mean()[0]
    assert precision.lines[-1].get_ydata()[0] == pytest.approx(share)


def test_dependence_in_groups(model, frame):
    axes = model.fair_pd_plot(frame, "x", ["sex"]).axes[0]
    men = frame[frame["sex"] == "m", :]
    (table,) = model.partial_plot(men, ["x"], nbins=40, plot=False)
    np.testing.assert_allclose(axes.lines[1].get_ydata(), table["mean_response"])
    assert axes.get_title() == "PDP for x"
    assert axes.get_xlabel() == "x"
    levels = model.fair_pd_plot(frame, "race", ["sex"]).axes[0]
    assert [text.get_text() for text in levels.get_xticklabels()] == ["u", "v", "w"]


def test_values_of_other_sizes_are_shown_as_logarithms(model, frame):
    axes = model.fair_pd_plot(frame, "age", ["sex"]).axes[0]
    assert axes.get_xlabel() == "log(age)"
    ages = frame["age"].as_data_frame()["age"]
    assert max(axes.lines[1].get_xdata()) == pytest.approx(np.log1p(ages.max()))
    assert model.fair_pd_plot(frame, "age", ["sex"], autoscale=False).axes[0].get_xlabel() == "age"


def test_contributions_in_groups(model, frame, tmp_path):
    plots = model.fair_shap_plot(
        frame, "x", ["sex"], background_frame=frame[:5, :],
        save_plot_path_prefix=str(tmp_path / "shap"),
    )  # fmt: skip
    assert list(plots) == ["x"]
    axes = plots["x"].axes[0]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["f", "m"]
    found = model.predict_contributions(frame, background_frame=frame[:5, :]).as_data_frame()["x"]
    women = (frame["sex"].as_data_frame()["sex"] == "f").to_numpy()
    np.testing.assert_allclose(
        np.sort(np.asarray(axes.collections[0].get_offsets())[:, 0]), np.sort(found[women])
    )
    assert [path.name for path in tmp_path.iterdir()] == ["shap_x.png"]


def test_everything(model, frame):
    before = plt.get_fignums()
    found = model.inspect_model_fairness(frame, PROTECTED, REFERENCE, "yes", render=False)
    assert list(found) == ["overview", "ROC", "PR", "permutation_importance", "pdp"]
    shown = found["overview"]["data"].names
    assert shown[:4] == ["sex", "race", "AIR_auc", "AIR_aucpr"]
    assert list(found["overview"]["plots"]) == shown[2:]
    ratios = found["overview"]["plots"]["AIR_auc"].axes[0]
    assert [line.get_ydata()[0] for line in ratios.lines] == [1.0, 0.8, 1.25]
    assert set(found["pdp"]["plots"]) == {"x", "sex", "age"}
    assert plt.get_fignums() == before
    some = frame[:4, :]
    with_shap = model.inspect_model_fairness(
        frame, ["sex"], ["m"], "yes", ["auc"], render=False, background_frame=some
    )
    assert set(with_shap["shap"]["plots"]) == {"x", "sex", "age"}


def test_mistakes(model, frame):
    for arguments, words in {
        (("x",), ("m",), "yes"): "must be categorical columns",
        (("sex",), ("q",), "yes"): "reference is",
        (("sex",), ("m",), "maybe"): "must be a class of the response: 'no', 'yes'",
    }.items():
        with pytest.raises(H2OValueError, match=words):
            model.fairness_metrics(frame, *arguments)
    with pytest.raises(H2OTypeError, match="list of categorical columns"):
        model.fairness_metrics(frame, "sex", ["m"], "yes")
    with pytest.raises(H2OValueError, match="there are 'tp'"):
        model.inspect_model_fairness(frame, ["sex"], ["m"], "yes", metrics=["AUC"])
    numbers = formula_model(lambda data: data.numeric("x"), frame._data, response="age")
    with pytest.raises(AttributeError, match="for binomial models"):
        _ = numbers.fair_roc_plot


def test_models_side_by_side(frame):
    models = [model_of(frame, 0.0, key="even"), model_of(frame, 3.0, key="uneven")]
    table = h2o.explanation.disparate_analysis(models, frame, ["sex"], ["m"], "yes")
    rows = table.as_data_frame().set_index("model_id")
    assert table.names[1] == "auc"
    assert {"num_of_features", "var", "corrected_var", "cair", "air_min"} <= set(table.names)
    assert rows.loc["uneven", "air_min"] < rows.loc["even", "air_min"]
    overview = models[1].fairness_metrics(frame, ["sex"], ["m"], "yes")["overview"].as_data_frame()
    ratios = overview["AIR_selectedRatio"]
    assert rows.loc["uneven", "air_min"] == pytest.approx(ratios.min())
    assert rows.loc["uneven", "cair"] == pytest.approx(ratios @ overview["relativeSize"])
    significant = ratios[overview["p.value"] < 0.05]
    assert rows.loc["uneven", "significant_air_min"] == pytest.approx(significant.min())
    with pytest.raises(H2OValueError, match="air_metric"):
        h2o.explanation.disparate_analysis(models, frame, ["sex"], ["m"], "yes", "ratio")


def test_the_variance_is_less_what_sampling_makes(frame):
    """H2O takes the correction off the accuracies, which does not change their variance."""
    table = h2o.explanation.disparate_analysis([model_of(frame)], frame, PROTECTED, None, "yes")
    overview = model_of(frame).fairness_metrics(frame, PROTECTED, None, "yes")["overview"]
    rows = overview.as_data_frame()
    accuracy, total = rows["accuracy"].to_numpy(), rows["total"].to_numpy()
    expected = np.var(accuracy) - np.mean(accuracy * (1 - accuracy) / total)
    assert table[0, "corrected_var"] == pytest.approx(max(0, expected))
    assert table[0, "var"] == pytest.approx(np.var(accuracy))
