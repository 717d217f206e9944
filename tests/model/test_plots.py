import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from fake_models import trained
from heavywater.exceptions import H2ODeprecationWarning, H2OTypeError, H2OValueError
from heavywater.model import plots


@pytest.fixture(autouse=True)
def closed_figures():
    with mpl.rc_context({"backend": "agg"}):
        yield
        plt.close("all")


def test_history_of_training_and_validation():
    figure = trained("Regression").plot()
    assert isinstance(figure, Figure)
    (axes,) = figure.axes
    assert axes.get_xlabel() == "epochs"
    assert axes.get_ylabel() == "rmse"
    training, validation = axes.get_lines()
    assert training.get_xdata().tolist() == [0.0, 1.5]
    assert validation.get_ydata()[1] == 0.625


def test_a_figure_answers_as_h2os_results_do():
    figure = trained("Regression").plot()
    assert figure.figure() is figure


@pytest.mark.parametrize(
    ("category", "label"), [("Binomial", "logloss"), ("Multinomial", "classification_error")]
)
def test_automatic_metric_suits_the_response(category, label):
    assert trained(category).plot().axes[0].get_ylabel() == label


def test_duration_in_seconds():
    line = trained("Regression").plot(timestep="duration", metric="rmse").axes[0].get_lines()[0]
    assert line.get_xdata().tolist() == [0.0, 60.5]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [(" 0.150 sec", 0.15), (" 2 min  3.500 sec", 123.5), (" 1:02:03.500", 3723.5)],
)
def test_durations(text, seconds):
    assert plots._seconds(text) == pytest.approx(seconds)


def test_unknown_axes_are_refused():
    with pytest.raises(H2OTypeError, match="Did you mean 'epochs'"):
        trained("Regression").plot(timestep="epoch")
    with pytest.raises(H2OTypeError, match="Did you mean 'logloss'"):
        trained("Regression").plot(metric="loglos")


def test_a_figure_is_saved(tmp_path):
    path = tmp_path / "history.png"
    trained("Regression").plot(save_plot_path=str(path))
    assert path.stat().st_size > 0


def test_importances_are_bars():
    (axes,) = trained("Regression").varimp_plot(1).axes
    assert [text.get_text() for text in axes.get_yticklabels()] == ["power"]


def test_importances_need_to_be_there():
    with pytest.raises(H2OValueError, match="variable_importances=True"):
        trained("Regression", variable_importances=None).varimp_plot()


@pytest.mark.parametrize("count", [0, 1.5, True])
def test_number_of_features_is_a_count(count):
    with pytest.raises(H2OValueError, match="num_of_features"):
        trained("Regression").varimp_plot(count)


def test_curves_of_two_classes():
    performance = trained("Binomial").model_performance()
    assert "AUC = 0.6600" in performance.plot().axes[0].get_title()
    assert "AUCPR = 0.7162" in performance.plot(type="pr").axes[0].get_title()
    assert performance.plot(plot=False) == performance.roc()
    assert len(performance.plot("pr", plot=False)[0]) == 7
    assert len(performance.plot(type="gains_lift").axes[0].get_lines()) == 2
    with pytest.raises(H2OValueError, match="type must be"):
        performance.plot(type="lift")


def test_a_figure_is_the_data_that_it_shows_as_h2os_results_are():
    performance = trained("Binomial").model_performance()
    figure = performance.plot(type="roc")
    fprs, tprs = figure
    assert (fprs, tprs) == performance.roc()
    assert (len(figure), figure[1]) == (2, tprs)
    gains = performance.gains_lift_plot()
    assert gains["lift"] == performance.gains_lift()["lift"]
    assert bool(trained("Regression").plot())


def test_a_figure_for_a_server_is_not_among_the_open_ones(tmp_path):
    path = tmp_path / "roc.png"
    model = trained("Binomial")
    figure = model.model_performance().plot(server=True, save_plot_path=str(path))
    assert isinstance(figure, Figure)
    assert path.stat().st_size > 0
    model.gains_lift_plot(server=True)
    model.plot("epochs", "logloss", True)
    trained("Regression").plot("epochs", "rmse", None, True)
    trained("Regression").varimp_plot(server=True)
    assert plt.get_fignums() == []


def test_gains_and_lift():
    model = trained("Binomial")
    assert len(model.gains_lift_plot().axes[0].get_lines()) == 2
    assert len(model.gains_lift_plot(type="gains").axes[0].get_lines()) == 1
    assert len(model.gains_lift_plot(plot=False)) == 14
    with pytest.raises(H2OValueError, match="type must be"):
        model.gains_lift_plot(type="roc")


def test_old_name_of_save_plot_path_is_deprecated(tmp_path):
    path = tmp_path / "roc.png"
    with pytest.warns(H2ODeprecationWarning, match="use save_plot_path"):
        trained("Binomial").model_performance(train=True).plot(save_to_file=str(path))
    assert path.exists()
