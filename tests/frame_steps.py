"""Steps of munging as data, and the calls that they stand for: the same for H2O and Heavywater.

A step is a dict of the verb's name and its arguments, so that it can be sent to another process.
This module needs the standard library alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

Frame = Any
Step = dict[str, Any]


def _arithmetic(frame: Frame, sign: str, column: str, other: Any, new: str) -> Frame:
    left = frame[column]
    right = frame[other] if isinstance(other, str) else other
    signs: dict[str, Callable[[Any, Any], Any]] = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        ">": lambda a, b: a > b,
        "<=": lambda a, b: a <= b,
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
    }
    frame[new] = signs[sign](left, right)
    return frame


def _isna(frame: Frame, column: str, new: str) -> Frame:
    frame[new] = frame[column].isna()
    return frame


def _ifelse(frame: Frame, test: str, yes: Any, no: Any, new: str) -> Frame:
    frame[new] = (frame[test] > 0).ifelse(frame[yes], no)
    return frame


def _filter(frame: Frame, column: str, above: float) -> Frame:
    return frame[frame[column] > above, :]


def _only(frame: Frame, column: str, level: str) -> Frame:
    return frame[frame[column] == level, :]


def _group(frame: Frame, by: list[str], verbs: list[list[str]], na: str) -> Frame:
    groups = frame.group_by(by)
    for verb, column in verbs:
        groups = groups.count() if verb == "count" else getattr(groups, verb)(column, na=na)
    return groups.get_frame()


def _change(verb: str) -> Callable[..., Frame]:
    def call(frame: Frame, column: str) -> Frame:
        frame[column] = getattr(frame[column], verb)()
        return frame

    return call


def _fill(frame: Frame, column: str, method: str, maxlen: int) -> Frame:
    frame[column] = frame[column].fillna(method=method, axis=0, maxlen=maxlen)
    return frame


def _impute(frame: Frame, column: str, method: str) -> Frame:
    frame.impute(column, method=method)
    return frame


def _merge(frame: Frame, by: list[str], all_x: bool, keep: list[str]) -> Frame:
    other = frame[by + keep].drop_duplicates(by, keep="first")
    other.names = by + [f"other_{name}" for name in keep]
    return frame.merge(other, all_x=all_x, by_x=by, by_y=by)


def _cut(frame: Frame, column: str, breaks: list[float], labels: list[str], new: str) -> Frame:
    frame[new] = frame[column].cut(breaks, labels)
    return frame


def _rename(frame: Frame, column: str, new: str) -> Frame:
    frame.rename({column: new})
    return frame


def _set(frame: Frame, row: int, column: str, value: Any) -> Frame:
    frame[row, column] = value
    return frame


CALLS: dict[str, Callable[..., Frame]] = {
    "select": lambda frame, columns: frame[columns],
    "head": lambda frame, rows: frame.head(rows),
    "slice": lambda frame, start, stop: frame[start:stop, :],
    "arithmetic": _arithmetic,
    "isna": _isna,
    "ifelse": _ifelse,
    "filter": _filter,
    "only": _only,
    "sort": lambda frame, by, ascending: frame.sort(by, ascending),
    "na_omit": lambda frame: frame.na_omit(),
    "drop_duplicates": lambda frame, by: frame.drop_duplicates(by, keep="first"),
    "rbind": lambda frame: frame.rbind(frame),
    "group": _group,
    "asfactor": _change("asfactor"),
    "asnumeric": _change("asnumeric"),
    "ascharacter": _change("ascharacter"),
    "toupper": _change("toupper"),
    "cumsum": _change("cumsum"),
    "difflag1": _change("difflag1"),
    "fill": _fill,
    "impute": _impute,
    "merge": _merge,
    "cut": _cut,
    "rename": _rename,
    "set": _set,
    "rank": lambda frame, groups, by, new: frame.rank_within_group_by(groups, by, [True], new),
    "unique": lambda frame, column: frame[column].unique(),
    "table": lambda frame, column: frame[column].table(),
    "melt": lambda frame, keep, values: frame.melt(keep, values),
}


def apply_step(frame: Frame, step: Step) -> Frame:
    """The frame after a step."""
    arguments = {name: value for name, value in step.items() if name != "verb"}
    return CALLS[step["verb"]](frame, **arguments)


#: Stands for a missing value in what frames are made of.
GAP = "none!"


def made(h2o: Any, columns: dict[str, dict[str, Any]]) -> Frame:
    """A frame of columns that are given as their kind and cells."""
    words = {"number": "numeric", "enum": "enum", "string": "string", "time": "time"}
    cells = [[GAP if c is None else _text(column, c) for c in column["cells"]]
             for column in columns.values()]  # fmt: skip
    return h2o.H2OFrame(
        [list(row) for row in zip(*cells)],  # noqa: B905 - runs with older Pythons too
        header=-1,
        column_names=list(columns),
        column_types=[words[column["kind"]] for column in columns.values()],
        na_strings=[GAP],
    )


def _text(column: dict[str, Any], cell: Any) -> Any:
    if column["kind"] != "time":
        return cell
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=cell)
    return moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03}"


def state(frame: Frame) -> dict[str, Any]:
    """What a frame is, as plain values."""
    types = frame.types
    levels = {n: frame[n].levels()[0] for n in frame.names if types[n] == "enum" and frame.nrow}
    rows = frame.as_data_frame(use_pandas=False, header=False) if frame.nrow else []
    return {"names": frame.names, "types": types, "levels": levels, "rows": rows}
