"""Between what scikit-learn's users have (arrays, tables) and frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_sample_weight,
    assert_all_finite,
    check_consistent_length,
    column_or_1d,
    validate_data,
)

from heavywater.core.frames import construct
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.modelling import codes_in_domain
from heavywater.core.frames.verbs.convert import as_factor
from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.frame import H2OFrame

__all__ = ["Classes", "converted", "features", "numbers", "row_weights", "with_columns"]


# -- Features ------------------------------------------------------------------------------


def features(estimator: Any, X: Any, *, fitting: bool) -> FrameData:  # noqa: N803
    """The predictors, checked as scikit-learn does, and their names noted or compared.

    Missing values are allowed; infinite ones in arrays are not.
    """
    if isinstance(X, H2OFrame):
        _check_names(estimator, X.names, fitting=fitting)
        return X._data if fitting else X._data.rename(_names(estimator))
    if _is_pandas(X):
        validate_data(estimator, X, reset=fitting, skip_check_array=True)
        return construct.from_python(X, column_names=_names(estimator))
    if hasattr(X, "__arrow_c_stream__"):
        # Not all releases of scikit-learn find the names of tables of others than pandas.
        data = construct.from_python(X)
        _check_names(estimator, data.names, fitting=fitting)
        return data if fitting else data.rename(_names(estimator))
    array = validate_data(
        estimator,
        X,
        reset=fitting,
        accept_sparse="csr",
        dtype="numeric",
        ensure_all_finite="allow-nan",
        ensure_min_samples=2 if fitting else 1,
    )
    return construct.from_python(array, column_names=_names(estimator))


def _names(estimator: Any) -> list[str]:
    """Names of the features in frames; scikit-learn takes names that are no text for none."""
    known = getattr(estimator, "feature_names_in_", None)
    return _without_names(estimator.n_features_in_) if known is None else [str(n) for n in known]


def _without_names(count: int) -> list[str]:
    """What columns without a name are called."""
    return [f"C{number}" for number in range(1, count + 1)]


def _is_pandas(X: Any) -> bool:  # noqa: N803
    return type(X).__module__.partition(".")[0] == "pandas"


def _check_names(estimator: Any, names: list[str], *, fitting: bool) -> None:
    named = names != _without_names(len(names))
    if fitting:
        estimator.n_features_in_ = len(names)
        if named:
            estimator.feature_names_in_ = np.asarray(names, dtype=object)
        elif hasattr(estimator, "feature_names_in_"):
            del estimator.feature_names_in_
        return
    known = getattr(estimator, "feature_names_in_", None)
    if len(names) != estimator.n_features_in_:
        raise H2OValueError(
            f"X has {len(names)} features, but {type(estimator).__name__} is expecting "
            f"{estimator.n_features_in_} features as input."
        )
    if known is not None and named and list(known) != names:
        raise H2OValueError(
            "The feature names should match those that were passed during fit: they were "
            f"{list(known)[:5]}, and now are {names[:5]} (the first five)."
        )


# -- Targets -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """The classes of a target.

    Attributes
    ----------
    labels
        As the user has them, sorted; what scikit-learn calls ``classes_``.
    levels
        Their names in frames.
    """

    labels: npt.NDArray[Any]
    levels: tuple[str, ...]

    @classmethod
    def of(cls, y: Any) -> tuple[Classes, EnumColumn]:
        """The classes of a target, and the target as a column.

        Raises
        ------
        ValueError
            If the target is no list of classes, or has only one.
        """
        if isinstance(y, H2OFrame):
            return cls._of_frame(y)
        array = column_or_1d(y, warn=True)
        if array.dtype.kind == "f":
            assert_all_finite(array, input_name="y")
        check_classification_targets(array)
        labels, codes = np.unique(array, return_inverse=True)
        if len(labels) < 2:
            raise H2OValueError(
                f"The target has only one class, {labels[0]!r}; at least two classes are needed."
            )
        classes = cls(labels, tuple(_level(label) for label in labels.tolist()))
        return classes, EnumColumn(codes, classes.levels)

    @classmethod
    def _of_frame(cls, y: H2OFrame) -> tuple[Classes, EnumColumn]:
        name = _only_column(y)
        data = as_factor(y._data)
        levels = tuple(data.domain(name) or ())
        labels: npt.NDArray[Any] = np.asarray(levels)
        if y._data.type_of(name) == "int":
            values = y._data.numeric(name)
            labels = np.unique(values[~np.isnan(values)]).astype(np.int64)
        return cls(labels, levels), EnumColumn(data.codes(name), levels)

    def codes(self, y: Any) -> npt.NDArray[np.int64]:
        """Positions of the labels of a target; -1 for missing and unknown ones."""
        if isinstance(y, H2OFrame):
            found, _ = codes_in_domain(y._data, _only_column(y), self.levels)
            return found.astype(np.int64)
        array = column_or_1d(y)
        position = np.searchsorted(self.labels, array).clip(max=len(self.labels) - 1)
        return np.where(self.labels[position] == array, position, -1)


def _level(label: Any) -> str:
    """1.0 is level "1", as frames write whole numbers."""
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)


def _only_column(y: H2OFrame) -> str:
    if y.ncol != 1:
        raise H2OValueError(f"y must be a frame of one column; this one has {y.ncol}.", "y")
    return y.names[0]


def numbers(y: Any) -> npt.NDArray[np.float64]:
    """A numeric target.

    Raises
    ------
    ValueError
        If it is no list of finite numbers; a frame may have missing ones.
    """
    if isinstance(y, H2OFrame):
        return y._data.numeric(_only_column(y))
    array = column_or_1d(y, warn=True)
    if array.dtype.kind == "O":
        array = array.astype(np.float64)
    if array.dtype.kind not in "biuf":
        raise H2OTypeError(
            f"y has values of type {array.dtype}; a regression needs numbers. For classes use a "
            "classifier.",
            "y",
        )
    assert_all_finite(array, input_name="y")
    return np.asarray(array, dtype=np.float64)


def row_weights(sample_weight: Any, data: FrameData) -> npt.NDArray[np.float64] | None:
    """Weights of the rows, checked; None for none."""
    if sample_weight is None:
        return None
    if isinstance(sample_weight, H2OFrame):
        sample_weight = sample_weight._data.numeric(_only_column(sample_weight))
    rows = np.empty((data.nrow, 0))
    weights = _check_sample_weight(sample_weight, rows, dtype=np.float64, ensure_non_negative=True)
    return np.asarray(weights, dtype=np.float64)


def with_columns(data: FrameData, columns: dict[str, Any]) -> tuple[FrameData, list[str]]:
    """A frame with more columns, and what they are called: their names may be taken."""
    names = []
    for name, values in columns.items():
        unique = name
        while unique in data.names:
            unique += "_"
        check_consistent_length(np.empty(data.nrow), getattr(values, "codes", values))
        data = data.with_columns({unique: values})
        names.append(unique)
    return data, names


# -- Results -------------------------------------------------------------------------------

_ARRAYS = (True, "array", "numpy")
_FRAMES = (False, "h2o")


def converted(result: FrameData, array: npt.NDArray[Any], given: Any, data_conversion: Any) -> Any:
    """A result in the form that the user wants.

    Parameters
    ----------
    result, array
        The result as a frame and as an array.
    given
        What it was computed from: an H2OFrame gets an H2OFrame, if nothing else is wanted.
    data_conversion
        ``"auto"`` or None; True, ``"array"`` or ``"numpy"``; ``"pandas"``; False or ``"h2o"``.
    """
    if data_conversion in (None, "auto"):
        data_conversion = not isinstance(given, H2OFrame)
    if data_conversion in _ARRAYS:
        return array
    if data_conversion in _FRAMES:
        return H2OFrame._from_data(result)
    if data_conversion == "pandas":
        return _as_pandas(result.names, array, getattr(given, "index", None))
    raise H2OValueError(
        f"data_conversion is {data_conversion!r}; it must be 'auto', 'array', 'numpy', 'pandas', "
        "'h2o', True or False.",
        "data_conversion",
    )


def _as_pandas(names: Sequence[str], array: npt.NDArray[Any], index: Any) -> Any:
    import pandas

    index = index if isinstance(index, pandas.Index) else None
    if array.ndim == 1:
        return pandas.Series(array, index=index, name=names[0])
    return pandas.DataFrame(array, index=index, columns=list(names))
