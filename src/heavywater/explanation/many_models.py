"""Several models side by side: what they look at, and how alike their predictions are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import as_frame_data
from heavywater.core.explanation.similarity import agreement, correlation, order_by_similarity
from heavywater.exceptions import H2ODeprecationWarning, H2OValueError
from heavywater.explanation.arguments import checked_count, colours
from heavywater.explanation.models import importances_by_column, models_of, with_importances
from heavywater.explanation.responses import responses
from heavywater.plot import finish, new_figure

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["model_correlation", "model_correlation_heatmap", "varimp", "varimp_heatmap"]

Floats = npt.NDArray[np.float64]


def varimp(
    models: Any, num_of_features: int | None = 20, cluster: bool = True, use_pandas: bool = True
) -> Any:
    """Importances of columns in several models; what `varimp_heatmap` shows.

    Parameters
    ----------
    models
        Models in a list, a grid, or a leaderboard; those without importances are left out.
    num_of_features
        So many columns, those that are the most important in any model; None for all.
    cluster
        Order models and columns by similarity, if there are more than two models.
    use_pandas
        A data frame; False for an array, keys of the models and names of the columns.

    Returns
    -------
    A row for each column, and a column for each model. Importances of levels are those of their
    column, and all of a model add up to 1.
    """
    shown = with_importances(models_of(models))
    if not shown:
        raise H2OValueError(
            "No model has variable importances; train with variable_importances=True.", "models"
        )
    tables = [importances_by_column(model._model()) for model in shown]
    names = list(dict.fromkeys(name for table in tables for name in table))
    values = np.array([[table.get(name, 0.0) for table in tables] for name in names])
    if num_of_features is not None:
        count = checked_count(num_of_features, "num_of_features")
        kept = np.sort(np.argsort(-values.max(axis=1), kind="stable")[:count])
        values, names = values[kept], [names[place] for place in kept]
    keys = [str(model.model_id) for model in shown]
    if cluster and len(keys) > 2:
        rows, columns = order_by_similarity(values.T), order_by_similarity(values)
        values = values[np.ix_(rows, columns)]
        names, keys = [names[place] for place in rows], [keys[place] for place in columns]
    if not use_pandas:
        return values, keys, names
    import pandas as pd

    return pd.DataFrame(values, columns=keys, index=names)


def varimp_heatmap(
    models: Any,
    top_n: int | None = None,
    num_of_features: int | None = 20,
    figsize: tuple[float, float] = (16, 9),
    cluster: bool = True,
    colormap: str = "RdYlBu_r",
    save_plot_path: str | None = None,
) -> Any:
    """Importances of columns in several models as colours.

    Parameters
    ----------
    models
        Models in a list, a grid, or a leaderboard; those without importances are left out.
    top_n
        Deprecated: the first so many models.
    num_of_features
        So many columns, those that are the most important in any model; None for all.
    figsize
        Width and height in inches.
    cluster
        Order models and columns by similarity, if there are more than two models.
    colormap
        Name of a matplotlib colour map.
    save_plot_path
        File to save the figure to.

    Returns
    -------
    A matplotlib figure.
    """
    values, keys, names = varimp(_top(models, top_n), num_of_features, cluster, use_pandas=False)
    figure, (axes,) = new_figure(size=figsize)
    image = axes.imshow(values, cmap=colours(colormap))
    _label_models(axes, keys)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="Model Id", ylabel="Feature", title="Variable Importance Heatmap")
    figure.colorbar(image, ax=axes)
    return finish(figure, save_plot_path)


def model_correlation(
    models: Any, frame: H2OFrame, cluster_models: bool = True, use_pandas: bool = True
) -> Any:
    """How alike predictions are: correlations of numbers, shares of equal classes.

    Parameters
    ----------
    models
        Models of one response: in a list, a grid, or a leaderboard.
    frame
        The rows to predict.
    cluster_models
        Order models by similarity.
    use_pandas
        A data frame; False for an array and keys of the models.
    """
    shown = models_of(models)
    data = as_frame_data(frame, "frame")
    trained = [model._model() for model in shown]
    domains = {None if model.domain is None else tuple(model.domain) for model in trained}
    if len(domains) > 1 or any(model.category == "AutoEncoder" for model in trained):
        raise H2OValueError(
            "Predictions can be compared if all of them are numbers, or classes of one response.",
            "models",
        )
    if trained[0].domain is None:
        numbers = [responses(model, ())(data)[:, 0] for model in trained]
        values = correlation(np.column_stack(numbers))
    else:
        labels = [model.predict(data).codes("predict") for model in trained]
        values = agreement(np.column_stack(labels))
    keys = [str(model.model_id) for model in shown]
    if cluster_models:
        order = order_by_similarity(values)
        values, keys = values[np.ix_(order, order)], [keys[place] for place in order]
    if not use_pandas:
        return values, keys
    import pandas as pd

    return pd.DataFrame(values, columns=keys, index=keys)


def model_correlation_heatmap(
    models: Any,
    frame: H2OFrame,
    top_n: int | None = None,
    cluster_models: bool = True,
    triangular: bool = True,
    figsize: tuple[float, float] = (13, 13),
    colormap: str = "RdYlBu_r",
    save_plot_path: str | None = None,
) -> Any:
    """How alike the predictions of models are, as colours from 0.5 to 1.

    Parameters
    ----------
    models
        Models of one response: in a list, a grid, or a leaderboard.
    frame
        The rows to predict.
    top_n
        Deprecated: the first so many models.
    cluster_models
        Order models by similarity.
    triangular
        Show each pair once.
    figsize
        Width and height in inches.
    colormap
        Name of a matplotlib colour map.
    save_plot_path
        File to save the figure to.

    Returns
    -------
    A matplotlib figure.
    """
    values, keys = model_correlation(_top(models, top_n), frame, cluster_models, use_pandas=False)
    if triangular:
        values = np.where(np.triu(np.ones_like(values), k=1) > 0, np.nan, values)
    figure, (axes,) = new_figure(size=figsize)
    image = axes.imshow(values, cmap=colours(colormap), clim=(0.5, 1.0))
    _label_models(axes, keys)
    axes.set_yticks(range(len(keys)), keys)
    axes.set(xlabel="Model Id", ylabel="Model Id", title="Model Correlation")
    figure.colorbar(image, ax=axes)
    return finish(figure, save_plot_path)


def _label_models(axes: Any, keys: list[str]) -> None:
    axes.set_xticks(range(len(keys)), keys, rotation=45, rotation_mode="anchor", ha="right")
    axes.grid(False)


def _top(models: Any, top_n: int | None) -> Any:
    if top_n is None:
        return models
    import warnings

    warnings.warn(
        "top_n is deprecated; give the models that are to be shown.",
        H2ODeprecationWarning,
        stacklevel=3,
    )
    return models_of(models)[: checked_count(top_n, "top_n")]
