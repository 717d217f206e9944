"""Results with figures, by H2O's names."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib import pyplot

from heavywater.exceptions import H2OError
from heavywater.plot import (
    RAISE_ON_FIGURE_ACCESS,
    decorate_plot_result,
    figures_kept_aside,
    get_matplotlib_pyplot,
    is_decorated_plot_result,
    new_figure,
)


@pytest.mark.parametrize("result", [(3, 5), [1, 2], {"a": 1}, "text"], ids=repr)
def test_plain_results_stay_what_they_are(result):
    found = decorate_plot_result(result, figure="figure")
    assert found == result
    assert isinstance(found, type(result))
    assert found.figure() == "figure"
    assert is_decorated_plot_result(found)
    assert not is_decorated_plot_result(result)


def test_objects_get_the_method():
    class Result:
        pass

    result = Result()
    assert decorate_plot_result(result, figure=1) is result
    assert result.figure() == 1
    assert decorate_plot_result(figure=2).figure() == 2


def test_a_figure_that_is_not_there():
    with pytest.raises(H2OError, match="matplotlib"):
        decorate_plot_result([], RAISE_ON_FIGURE_ACCESS).figure()


def test_pyplot():
    with mpl.rc_context():
        assert get_matplotlib_pyplot(server=True) is pyplot
        assert mpl.get_backend().lower() == "agg"


def test_figures_kept_aside_are_not_open():
    with mpl.rc_context({"backend": "agg"}):
        before = pyplot.get_fignums()
        with figures_kept_aside():
            figure, _ = new_figure()
        assert pyplot.get_fignums() == before
        assert figure._repr_png_().startswith(b"\x89PNG")  # what a notebook shows
