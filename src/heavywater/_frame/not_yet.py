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
    "bottomN": "frame.sort(column).head(n)",
    "convert_H2OFrame_2_DMatrix": "frame.to_numpy()",
    "convert_with_polars": "frame.to_polars()",
    "countmatches": TEXT,
    "cut": "frame.to_polars() and the cut() of a Polars column",
    "day": TIME,
    "dayOfWeek": TIME,
    "detach": "heavywater.remove(frame)",
    "difflag1": "frame.to_polars() and the diff() of a Polars column",
    "distance": "frame.to_numpy() and scipy.spatial.distance.cdist()",
    "entropy": TEXT,
    "fillna": "frame.to_polars() and fill_null(strategy='forward')",
    "filter_na_cols": "frame.nacnt() and a list of the columns to keep",
    "grep": TEXT,
    "group_by": POLARS,
    "gsub": TEXT,
    "hist": "frame.to_numpy() and numpy.histogram()",
    "hour": TIME,
    "impute": "frame[frame['x'].isna(), 'x'] = value",
    "insert_missing_values": "frame[mask, 'x'] = None with a random mask",
    "interaction": POLARS,
    "isax": "frame.to_numpy()",
    "lstrip": TEXT,
    "match": "frame.isin(values)",
    "melt": "frame.to_polars() and unpivot()",
    "merge": "frame.to_polars() and join()",
    "minute": TIME,
    "mktime": TIME,
    "moment": TIME,
    "month": TIME,
    "mult": "frame.to_numpy() and the operator @",
    "nchar": TEXT,
    "num_valid_substrings": TEXT,
    "pivot": "frame.to_polars() and pivot()",
    "rank_within_group_by": POLARS,
    "relevel_by_frequency": "frame.table() and frame.relevel(level)",
    "rep_len": POLARS,
    "rstrip": TEXT,
    "save": "frame.to_polars() and write_parquet()",
    "save_to_hive": "frame.to_polars() and write_database()",
    "second": TIME,
    "stratified_kfold_column": "frame.kfold_column()",
    "stratified_split": "frame.split_frame()",
    "strdistance": TEXT,
    "strsplit": TEXT,
    "sub": TEXT,
    "substring": TEXT,
    "tokenize": TEXT,
    "tolower": TEXT,
    "topN": "frame.sort(column, ascending=[False]).head(n)",
    "topNBottomN": "frame.sort(column).head(n) and frame.sort(column).tail(n)",
    "toupper": TEXT,
    "trim": TEXT,
    "week": TIME,
    "year": TIME,
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
