"""Frames in plain Python: slow, obvious, and right about missing values.

A `Plain` is what an `H2OFrame` should be after the same steps (`frame_steps`): a function of the
step's name for each of them, written without any library.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Cell = Any  # float, str or None


@dataclass
class Column:
    """Values of one kind: "number", "enum" (with its levels), "string" or "time"."""

    kind: str
    cells: list[Cell]
    levels: list[str] | None = None

    def place(self, cell: Cell) -> float:
        """What orders the column: a number, or the place of a level; before them nothing."""
        if cell is None:
            return -math.inf
        return self.levels.index(cell) if self.levels is not None else cell

    def taken(self, rows: Iterable[int]) -> Column:
        return Column(self.kind, [self.cells[row] for row in rows], self.levels)


@dataclass
class Plain:
    """Columns by name, in order."""

    columns: dict[str, Column]

    @property
    def names(self) -> list[str]:
        return list(self.columns)

    @property
    def nrow(self) -> int:
        return len(next(iter(self.columns.values())).cells) if self.columns else 0

    def of_kind(self, *kinds: str) -> list[str]:
        return [name for name, column in self.columns.items() if column.kind in kinds]

    def taken(self, rows: Sequence[int]) -> Plain:
        return Plain({name: column.taken(rows) for name, column in self.columns.items()})

    def having(self, name: str, column: Column) -> Plain:
        return Plain({**self.columns, name: column})

    def key(self, row: int, by: Sequence[str]) -> tuple[Cell, ...]:
        return tuple(self.columns[name].cells[row] for name in by)


def select(plain: Plain, columns: list[str]) -> Plain:
    return Plain({name: plain.columns[name] for name in columns})


def head(plain: Plain, rows: int) -> Plain:
    return plain.taken(range(min(rows, plain.nrow)))


def slice_(plain: Plain, start: int, stop: int) -> Plain:
    return plain.taken(range(plain.nrow)[start:stop])


def compared(sign: str, a: Cell, b: Cell) -> float:
    """1 or 0 always; a missing value equals a missing value only."""
    if a is None or b is None:
        equal = a is None and b is None
        return float(equal if sign == "==" else not equal if sign == "!=" else False)
    return float({">": a > b, "<=": a <= b, "==": a == b, "!=": a != b}[sign])


def calculated(sign: str, a: Cell, b: Cell) -> Cell:
    if a is None or b is None:
        return None
    if sign == "/":
        if b == 0:
            return None if a == 0 else math.copysign(math.inf, a) * math.copysign(1.0, b)
        return a / b
    result = {"+": a + b, "-": a - b, "*": a * b}[sign]
    return None if math.isnan(result) else result


def arithmetic(plain: Plain, sign: str, column: str, other: Any, new: str) -> Plain:
    left = plain.columns[column].cells
    right = plain.columns[other].cells if isinstance(other, str) else [other] * plain.nrow
    rule = calculated if sign in "+-*/" else compared
    cells = [rule(sign, a, b) for a, b in zip(left, right, strict=True)]
    return plain.having(new, Column("number", cells))


def isna(plain: Plain, column: str, new: str) -> Plain:
    cells = [float(cell is None) for cell in plain.columns[column].cells]
    return plain.having(new, Column("number", cells))


def ifelse(plain: Plain, test: str, yes: str, no: float, new: str) -> Plain:
    # A comparison with a missing value is 0, so that nothing is undecided.
    cells = [
        chosen if there is not None and there > 0 else no
        for there, chosen in zip(plain.columns[test].cells, plain.columns[yes].cells, strict=True)
    ]
    return plain.having(new, Column("number", cells))


def filter_(plain: Plain, column: str, above: float) -> Plain:
    cells = plain.columns[column].cells
    return plain.taken([row for row, c in enumerate(cells) if c is not None and c > above])


def only(plain: Plain, column: str, level: str) -> Plain:
    return plain.taken([row for row, c in enumerate(plain.columns[column].cells) if c == level])


def sort(plain: Plain, by: list[str], ascending: list[bool]) -> Plain:
    rows = list(range(plain.nrow))
    for name, up in reversed(list(zip(by, ascending, strict=True))):
        column = plain.columns[name]
        # Missing values come first either way.
        rows.sort(
            key=lambda row, c=column, s=1 if up else -1: (
                (0, 0.0) if c.cells[row] is None else (1, s * c.place(c.cells[row]))
            )
        )
    return plain.taken(rows)


def na_omit(plain: Plain) -> Plain:
    return plain.taken(
        [row for row in range(plain.nrow) if None not in plain.key(row, plain.names)]
    )


def drop_duplicates(plain: Plain, by: list[str]) -> Plain:
    first: dict[tuple[Cell, ...], int] = {}
    for row in range(plain.nrow):
        first.setdefault(plain.key(row, by), row)
    return plain.taken(list(first.values()))


def rbind(plain: Plain) -> Plain:
    return plain.taken([*range(plain.nrow), *range(plain.nrow)])


def summed_up(verb: str, cells: list[Cell], na: str) -> Cell:
    there = [cell for cell in cells if cell is not None]
    if na == "all" and len(there) < len(cells):
        return None
    if verb == "sum":
        return float(sum(there))
    if not there:
        # H2O counts the rows of missing values as zeros in a mean that ignores them.
        return 0.0 if verb == "mean" and na == "ignore" else None
    if verb == "mean":
        return sum(there) / len(cells if na == "ignore" else there)
    return float(min(there) if verb == "min" else max(there))


def group(plain: Plain, by: list[str], verbs: list[list[str]], na: str) -> Plain:
    groups: dict[tuple[Cell, ...], list[int]] = {}
    for row in range(plain.nrow):
        groups.setdefault(plain.key(row, by), []).append(row)

    def order(key: tuple[Cell, ...]) -> list[float]:
        # Missing keys come first.
        columns = [plain.columns[name] for name in by]
        return [column.place(cell) for cell, column in zip(key, columns, strict=True)]

    keys = sorted(groups, key=order)
    found = {
        name: Column(plain.columns[name].kind, [k[i] for k in keys], plain.columns[name].levels)
        for i, name in enumerate(by)
    }
    for verb, column in verbs:
        if verb == "count":
            found["nrow"] = Column("number", [float(len(groups[key])) for key in keys])
            continue
        source = plain.columns[column]
        cells = [None if c is None else source.place(c) for c in source.cells]
        results = [summed_up(verb, [cells[row] for row in groups[key]], na) for key in keys]
        found[f"{verb}_{column}"] = Column("number", results)
    return Plain(found)


def spelled(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def asfactor(plain: Plain, column: str) -> Plain:
    old = plain.columns[column]
    if old.kind == "enum":
        return plain
    distinct = sorted({cell for cell in old.cells if cell is not None})
    if old.kind == "string":
        return plain.having(column, Column("enum", old.cells, distinct))
    cells = [None if cell is None else spelled(cell) for cell in old.cells]
    return plain.having(column, Column("enum", cells, [spelled(value) for value in distinct]))


def as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def asnumeric(plain: Plain, column: str) -> Plain:
    old = plain.columns[column]
    cells = old.cells
    if old.kind == "enum":
        assert old.levels is not None
        values = [as_number(level) for level in old.levels]
        if None in values:
            values = [float(place) for place in range(len(values))]
        cells = [None if c is None else values[old.levels.index(c)] for c in old.cells]
    elif old.kind == "string":
        cells = [None if c is None else as_number(c) for c in old.cells]
    return plain.having(column, Column("number", cells))


def ascharacter(plain: Plain, column: str) -> Plain:
    cells = [
        spelled(cell) if isinstance(cell, float) else cell for cell in plain.columns[column].cells
    ]
    return plain.having(column, Column("string", cells))


def toupper(plain: Plain, column: str) -> Plain:
    old = plain.columns[column]
    cells = [None if cell is None else cell.upper() for cell in old.cells]
    levels = None if old.levels is None else list(dict.fromkeys(lv.upper() for lv in old.levels))
    return plain.having(column, Column(old.kind, cells, levels))


def cumsum(plain: Plain, column: str) -> Plain:
    total: Cell = 0.0
    cells = []
    for cell in plain.columns[column].cells:
        total = None if total is None or cell is None else total + cell
        cells.append(total)
    return plain.having(column, Column("number", cells))


def difflag1(plain: Plain, column: str) -> Plain:
    old = plain.columns[column].cells
    pairs = zip(old, [None, *old], strict=False)
    return plain.having(column, Column("number", [calculated("-", a, b) for a, b in pairs]))


def fill(plain: Plain, column: str, method: str, maxlen: int) -> Plain:
    old = plain.columns[column]
    cells = old.cells if method == "forward" else old.cells[::-1]
    filled, last, gap = [], None, 0
    for cell in cells:
        gap = gap + 1 if cell is None else 0
        last = last if cell is None else cell
        filled.append(last if gap <= maxlen else None)
    filled = filled if method == "forward" else filled[::-1]
    return plain.having(column, Column(old.kind, filled, old.levels))


def impute(plain: Plain, column: str, method: str) -> Plain:
    old = plain.columns[column]
    there = sorted(cell for cell in old.cells if cell is not None)
    if not there:
        return plain
    middle = (there[(len(there) - 1) // 2] + there[len(there) // 2]) / 2
    value = sum(there) / len(there) if method == "mean" else middle
    cells = [value if cell is None else cell for cell in old.cells]
    return plain.having(column, Column("number", cells))


def merge(plain: Plain, by: list[str], all_x: bool, keep: list[str]) -> Plain:
    other = drop_duplicates(select(plain, by + keep), by)
    partner = {other.key(row, by): row for row in range(other.nrow)}
    pairs: list[tuple[int, int | None]] = []
    for row in range(plain.nrow):
        key = plain.key(row, by)
        found = None if None in key else partner.get(key)
        if found is not None or all_x:
            pairs.append((row, found))

    def place(name: str, cell: Cell) -> float:
        # H2O puts levels that the other frame has not first, missing ones among them.
        if plain.columns[name].kind == "enum" and cell not in other.columns[name].cells:
            return -1.0
        return plain.columns[name].place(cell)

    by = sorted(by, key=list(plain.columns).index)

    def order(pair: tuple[int, int | None]) -> list[float]:
        return [place(name, plain.columns[name].cells[pair[0]]) for name in by]

    pairs.sort(key=order)
    rows = [pair[0] for pair in pairs]
    result = {name: plain.columns[name].taken(rows) for name in by}
    result |= {n: c.taken(rows) for n, c in plain.columns.items() if n not in by}
    for name in keep:
        column = other.columns[name]
        cells = [None if at is None else column.cells[at] for _, at in pairs]
        result[f"other_{name}"] = Column(column.kind, cells, column.levels)
    return Plain(result)


def cut(plain: Plain, column: str, breaks: list[float], labels: list[str], new: str) -> Plain:
    def label(value: Cell) -> str | None:
        for place, (low, high) in enumerate(itertools.pairwise(breaks)):
            if value is not None and low < value <= high:
                return labels[place]
        return None

    cells = [label(cell) for cell in plain.columns[column].cells]
    return plain.having(new, Column("enum", cells, labels))


def rename(plain: Plain, column: str, new: str) -> Plain:
    return Plain({new if n == column else n: c for n, c in plain.columns.items()})


def set_(plain: Plain, row: int, column: str, value: Cell) -> Plain:
    old = plain.columns[column]
    cells = [value if place == row else cell for place, cell in enumerate(old.cells)]
    return plain.having(column, Column(old.kind, cells, old.levels))


def rank(plain: Plain, groups: list[str], by: list[str], new: str) -> Plain:
    ordered = sort(plain, [*groups, *by], [True] * (len(groups) + len(by)))
    counted: dict[tuple[Cell, ...], int] = {}
    cells: list[Cell] = []
    for row in range(ordered.nrow):
        if None in ordered.key(row, by):
            cells.append(None)
            continue
        key = ordered.key(row, groups)
        counted[key] = counted.get(key, 0) + 1
        cells.append(float(counted[key]))
    return ordered.having(new, Column("number", cells))


def distinct(column: Column) -> list[Cell]:
    return sorted({cell for cell in column.cells if cell is not None}, key=column.place)


def unique(plain: Plain, column: str) -> Plain:
    old = plain.columns[column]
    return Plain({"C1": Column(old.kind, distinct(old), old.levels)})


def table(plain: Plain, column: str) -> Plain:
    old = plain.columns[column]
    values = distinct(old)
    counts = [float(old.cells.count(value)) for value in values]
    return Plain({column: Column(old.kind, values, old.levels), "Count": Column("number", counts)})


def melt(plain: Plain, keep: list[str], values: list[str]) -> Plain:
    rows = [row for row in range(plain.nrow) for _ in values]
    names = values * plain.nrow
    cells = [plain.columns[n].cells[r] for r in range(plain.nrow) for n in values]
    result = {name: plain.columns[name].taken(rows) for name in keep}
    result["variable"] = Column("enum", names, values)
    result["value"] = Column("number", cells)
    return Plain(result)


MODEL: dict[str, Callable[..., Plain]] = {
    "select": select,
    "head": head,
    "slice": slice_,
    "arithmetic": arithmetic,
    "isna": isna,
    "ifelse": ifelse,
    "filter": filter_,
    "only": only,
    "sort": sort,
    "na_omit": na_omit,
    "drop_duplicates": drop_duplicates,
    "rbind": rbind,
    "group": group,
    "asfactor": asfactor,
    "asnumeric": asnumeric,
    "ascharacter": ascharacter,
    "toupper": toupper,
    "cumsum": cumsum,
    "difflag1": difflag1,
    "fill": fill,
    "impute": impute,
    "merge": merge,
    "cut": cut,
    "rename": rename,
    "set": set_,
    "rank": rank,
    "unique": unique,
    "table": table,
    "melt": melt,
}


def apply_to_plain(plain: Plain, step: dict[str, Any]) -> Plain:
    """The model after a step."""
    arguments = {name: value for name, value in step.items() if name != "verb"}
    return MODEL[step["verb"]](plain, **arguments)
