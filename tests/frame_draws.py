"""Random small frames and random steps that suit them, drawn by Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from frame_model import Column, Plain
from frame_steps import Step

WORDS = ("a", "B", "ab", "zz", "7", "1.5")
LEVELS = ("b", "a", "c", "10", "9")
DAY = 86_400_000

INTEGERS = st.integers(-3, 12).map(float)
FRACTIONS = st.sampled_from([-2.5, -0.5, 0.0, 0.25, 1.5, 3.75, 100.125])
CELLS = {
    "int": INTEGERS,
    "real": FRACTIONS,
    "enum": st.sampled_from(LEVELS),
    "string": st.sampled_from(WORDS),
    "time": st.integers(-2, 5).map(lambda day: float(day * DAY + 1234)),
}


@st.composite
def frames(draw: st.DrawFn, least_rows: int = 0) -> Plain:
    """One to five columns of any kinds, all kinds with gaps."""
    rows = draw(st.integers(least_rows, 7))
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=5))
    columns = {}
    for place, kind in enumerate(kinds):
        cells = draw(
            st.lists(st.one_of(st.none(), CELLS[kind], CELLS[kind]), min_size=rows, max_size=rows)
        )
        levels = sorted({cell for cell in cells if cell is not None}) if kind == "enum" else None
        column_kind = "number" if kind in ("int", "real") else kind
        columns[f"{kind}{place}"] = Column(column_kind, cells, levels)
    return Plain(columns)


def some(draw: st.DrawFn, names: list[str], least: int = 1) -> list[str]:
    return draw(st.lists(st.sampled_from(names), min_size=least, max_size=3, unique=True))


def a_step(draw: st.DrawFn, plain: Plain, fresh: str) -> Step | None:
    """A step that suits the frame; None where there is none of the verb drawn."""
    verb = draw(st.sampled_from(sorted(STEPS)))
    arguments = STEPS[verb](draw, plain, fresh)
    return None if arguments is None else {"verb": verb, **arguments}


def _one(*kinds: str) -> Any:
    def arguments(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
        del fresh
        names = plain.of_kind(*kinds)
        return {"column": draw(st.sampled_from(names))} if names else None

    return arguments


def _arithmetic(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    numbers = plain.of_kind("number")
    if not numbers:
        return None
    other = draw(st.one_of(st.sampled_from(numbers), st.sampled_from([0.0, 2.0, -1.5])))
    sign = draw(st.sampled_from(["+", "-", "*", "/", ">", "<=", "==", "!="]))
    column = draw(st.sampled_from(numbers))
    return {"sign": sign, "column": column, "other": other, "new": fresh}


def _ifelse(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    numbers = plain.of_kind("number")
    if not numbers:
        return None
    test, yes = draw(st.sampled_from(numbers)), draw(st.sampled_from(numbers))
    return {"test": test, "yes": yes, "no": draw(FRACTIONS), "new": fresh}


def _only(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    del fresh
    names = [name for name in plain.of_kind("enum") if plain.columns[name].levels]
    if not names:
        return None
    column = draw(st.sampled_from(names))
    return {"column": column, "level": draw(st.sampled_from(plain.columns[column].levels))}


def _sort(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    del fresh
    names = plain.of_kind("number", "enum", "time")
    if not names:
        return None
    by = some(draw, names)
    return {"by": by, "ascending": [draw(st.booleans()) for _ in by]}


def _group(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    del fresh
    keys = plain.of_kind("number", "enum")
    if not keys:
        return None
    by = some(draw, keys)[:2]
    numbers = [name for name in plain.of_kind("number") if name not in by]
    verbs = [["count", ""]]
    if numbers:
        words = st.sampled_from(["sum", "mean", "min", "max"])
        verbs += draw(
            st.lists(
                st.tuples(words, st.sampled_from(numbers)).map(list), max_size=3, unique_by=tuple
            )
        )
    return {"by": by, "verbs": verbs, "na": draw(st.sampled_from(["all", "rm"]))}


def _fill(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    found = _one("number", "enum")(draw, plain, fresh)
    if found is None:
        return None
    method = draw(st.sampled_from(["forward", "backward"]))
    return found | {"method": method, "maxlen": draw(st.integers(0, 3))}


def _impute(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    found = _one("number")(draw, plain, fresh)
    if found is None:
        return None
    return found | {"method": draw(st.sampled_from(["mean", "median"]))}


def _merge(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    del fresh
    keys = plain.of_kind("number", "enum")
    if not keys:
        return None
    by = some(draw, keys)[:2]
    others = [name for name in plain.of_kind("number", "enum") if name not in by]
    keep = some(draw, others)[:2] if others else []
    if not keep or any(f"other_{name}" in plain.names for name in keep):
        return None
    return {"by": by, "all_x": draw(st.booleans()), "keep": keep}


def _cut(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    found = _one("number")(draw, plain, fresh)
    more = {"breaks": [-1.0, 0.5, 2.0, 9.0], "labels": ["low", "mid", "high"], "new": fresh}
    return None if found is None else found | more


def _set(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    found = _one("number")(draw, plain, fresh)
    if found is None or not plain.nrow:
        return None
    row = draw(st.integers(0, plain.nrow - 1))
    return {"row": row, **found, "value": draw(FRACTIONS)}


def _rank(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    keys = plain.of_kind("number", "enum")
    if len(keys) < 2 or not plain.nrow:
        return None
    groups = [draw(st.sampled_from(keys))]
    by = [draw(st.sampled_from([name for name in keys if name not in groups]))]
    return {"groups": groups, "by": by, "new": fresh}


def _melt(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    del fresh
    numbers = plain.of_kind("number")
    others = [name for name in plain.names if name not in ("variable", "value")]
    if not numbers or len(others) < 2:
        return None
    keep = some(draw, others)[:2]
    values = [name for name in numbers if name not in keep][:2]
    return {"keep": keep, "values": values} if values else None


def _asfactor(draw: st.DrawFn, plain: Plain, fresh: str) -> dict[str, Any] | None:
    del fresh
    names = [
        name
        for name, column in plain.columns.items()
        if column.kind in ("enum", "string")
        or (
            column.kind == "number"
            and all(cell is None or float(cell).is_integer() for cell in column.cells)
        )
    ]
    return {"column": draw(st.sampled_from(names))} if names else None


STEPS: dict[str, Any] = {
    "select": lambda draw, plain, _: {"columns": some(draw, plain.names)},
    "head": lambda draw, _plain, _fresh: {"rows": draw(st.integers(1, 5))},
    "slice": lambda draw, plain, _: (
        {"start": draw(st.integers(0, 2)), "stop": plain.nrow} if plain.nrow > 2 else None
    ),
    "arithmetic": _arithmetic,
    "isna": lambda draw, plain, fresh: {
        "column": draw(st.sampled_from(plain.names)),
        "new": fresh,
    },
    "ifelse": _ifelse,
    "filter": lambda draw, plain, fresh: (
        None
        if (found := _one("number")(draw, plain, fresh)) is None
        else found | {"above": draw(FRACTIONS)}
    ),
    "only": _only,
    "sort": _sort,
    "na_omit": lambda _draw, _plain, _fresh: {},
    "drop_duplicates": lambda draw, plain, _: (
        {"by": some(draw, names)} if (names := plain.of_kind("number", "enum")) else None
    ),
    "rbind": lambda _draw, plain, _fresh: {} if plain.nrow < 20 else None,
    "group": _group,
    "asfactor": _asfactor,
    "asnumeric": _one("enum", "number"),
    "ascharacter": _one("enum", "string"),
    "toupper": _one("enum", "string"),
    "cumsum": _one("number"),
    "difflag1": _one("number"),
    "fill": _fill,
    "impute": _impute,
    "merge": _merge,
    "cut": _cut,
    "rename": lambda draw, plain, fresh: {
        "column": draw(st.sampled_from(plain.names)),
        "new": fresh,
    },
    "set": _set,
    "rank": _rank,
    "unique": _one("number", "enum"),
    "table": lambda draw, plain, fresh: (
        None if "Count" in plain.names else _one("number", "enum")(draw, plain, fresh)
    ),
    "melt": _melt,
}
