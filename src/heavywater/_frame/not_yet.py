"""Methods of H2O's H2OFrame that are not there yet, and what to use meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from heavywater.exceptions import H2ONotImplementedError

__all__ = ["NOT_YET", "announce"]

POLARS = "the Polars data frame that frame.to_polars() gives; H2OFrame() takes it back"
TEXT = "frame.to_polars() and Polars' string functions"
TIME = "frame.to_polars() and Polars' functions of dates"

NOT_YET: dict[str, str] = {
    "apply": "operators and functions of whole frames, or frame.to_polars()",
    "as_date": TIME,
    "convert_H2OFrame_2_DMatrix": "frame.to_numpy()",
    "convert_with_polars": "frame.to_polars()",
    "detach": "heavywater.remove(frame)",
    "distance": "frame.to_numpy() and scipy.spatial.distance.cdist()",
    "entropy": TEXT,
    "hist": "frame.to_numpy() and numpy.histogram()",
    "interaction": POLARS,
    "isax": "frame.to_numpy()",
    "mktime": TIME,
    "moment": TIME,
    "num_valid_substrings": TEXT,
    "relevel_by_frequency": "frame.table() and frame.relevel(level)",
    "save": "frame.to_polars() and write_parquet()",
    "save_to_hive": "frame.to_polars() and write_database()",
    "stratified_kfold_column": "frame.kfold_column()",
    "stratified_split": "frame.split_frame()",
    "strdistance": TEXT,
    "tokenize": TEXT,
}


def announce(name: str, instead: str) -> Callable[..., NoReturn]:
    """A method that says what to use instead of it."""

    def method(*_args: Any, **_options: Any) -> NoReturn:
        raise H2ONotImplementedError(
            f"H2OFrame.{name}() is not available yet. Until it is, use {instead}."
        )

    method.__name__ = name
    method.__doc__ = f"Not available yet; use {instead}."
    return method
