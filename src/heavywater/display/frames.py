"""Frames as text for terminals; `frames_html` has them for notebooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.describe import ColumnSummary, summarize
from heavywater.core.frames.verbs.preview import PreviewColumn, preview

__all__ = ["description_text", "frame_text", "structure_text"]

GAP = "  "
MAX_COLUMNS = 20
MAX_CELL = 80
ELLIPSIS = "..."

Cells = list[str]


# -- Cells ---------------------------------------------------------------------------------


def number_text(value: float | int | None) -> str:
    """A number with at most six digits, whole ones in full; ``nan`` if missing."""
    if value is None:
        return "nan"
    return str(value) if isinstance(value, int) else f"{value:g}"


def plain_text(value: object) -> str:
    """Text on one line of moderate length; missing is empty."""
    if value is None:
        return ""
    text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(value))
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 3] + ELLIPSIS


def cell_texts(column: PreviewColumn) -> Cells:
    """The column's cells, each in its shortest readable form."""
    if column.type == "int":
        return [number_text(None if v is None else int(v)) for v in column.values]
    if column.type == "real":
        return [number_text(v) for v in column.values]  # type: ignore[arg-type]
    return [plain_text(value) for value in column.values]


def looks_numeric(column: PreviewColumn, cells: Cells) -> bool:
    """Whether the cells line up at the decimal point: numbers, and levels that are numbers."""
    if column.type in ("int", "real"):
        return True
    if column.type != "enum" or not any(cells):
        return False
    return all(is_number(cell) for cell in cells if cell)


def is_number(text: str) -> bool:
    """Whether the text reads as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def decimals(text: str) -> int:
    """Characters from the decimal point (or exponent) on."""
    for mark in (".", "e"):
        if mark in text:
            return len(text) - text.index(mark)
    return 0


def at_decimal_point(cells: Cells) -> Cells:
    """The cells padded on the right so that their decimal points are in one column."""
    after = max((decimals(cell) for cell in cells), default=0)
    return [cell + " " * (after - decimals(cell)) for cell in cells]


# -- Text ----------------------------------------------------------------------------------


def column_block(header: str, cells: Cells, align: Callable[[str, int], str]) -> Cells:
    """A header and the cells below it, padded to one width."""
    header = plain_text(header)
    # Two more than the header, so that the headers of neighbours stand apart.
    width = max([len(header) + 2, *(len(cell) for cell in cells)])
    return [align(header, width), *(align(cell, width) for cell in cells)]


def preview_block(column: PreviewColumn) -> Cells:
    """A previewed column: numbers right, text left."""
    cells = cell_texts(column)
    if looks_numeric(column, cells):
        return column_block(column.name, at_decimal_point(cells), str.rjust)
    return column_block(column.name, cells, str.ljust)


def side_by_side(blocks: Sequence[Cells]) -> str:
    """Blocks as the columns of a table."""
    return "\n".join(GAP.join(line).rstrip() for line in zip(*blocks, strict=True))


def shortened(blocks: list[Cells], max_width: int | None) -> list[Cells]:
    """The first and last blocks with dots between them, if all would be too many or too wide."""
    if not blocks or fits(blocks, max_width):
        return blocks
    dots = [ELLIPSIS] * len(blocks[0])
    left = right = 0
    chosen = [dots]
    # Take turns from the left and the right for as long as there is room.
    while left + right < len(blocks) - 1:
        take_left = left <= right
        left, right = (left + 1, right) if take_left else (left, right + 1)
        wider = [*blocks[:left], dots, *(blocks[-right:] if right else [])]
        if not fits(wider, max_width, extra=1) and left + right > 1:
            break
        chosen = wider
    return chosen


def fits(blocks: Sequence[Cells], max_width: int | None, extra: int = 0) -> bool:
    """Whether the blocks are few and narrow enough to stand on one line."""
    if len(blocks) > MAX_COLUMNS + extra:
        return False
    width = sum(len(block[0]) for block in blocks) + len(GAP) * (len(blocks) - 1)
    return max_width is None or width <= max_width


def dimensions(nrow: int, ncol: int) -> str:
    """The footer that tells a frame's size."""
    rows = f"{nrow} row" if nrow == 1 else f"{nrow} rows"
    columns = f"{ncol} column" if ncol == 1 else f"{ncol} columns"
    return f"[{rows} x {columns}]"


def names_to_show(data: FrameData, columns: int | None, ends: int) -> list[str]:
    """The first `columns` names; for None all, of very many those at both ends."""
    if columns is not None:
        return data.names[:columns]
    return data.names if data.ncol <= 2 * ends else data.names[:ends] + data.names[-ends:]


def frame_text(
    data: FrameData, rows: int = 10, columns: int | None = None, max_width: int | None = None
) -> str:
    """The first rows and columns as a table of plain text, with the frame's size below.

    Parameters
    ----------
    data
        The frame.
    rows, columns
        How much of it to show, from the top left; by default columns from both ends.
    max_width
        Characters on a line; columns in the middle give way. Never more than 20 columns.
    """
    shown = preview(data, rows, names_to_show(data, columns, MAX_COLUMNS))
    footer = dimensions(shown.nrow, shown.ncol)
    if not shown.nrow or not shown.columns:
        return f"H2OFrame is empty.\n{footer}"
    blocks = [preview_block(column) for column in shown.columns]
    return f"{side_by_side(shortened(blocks, max_width))}\n{footer}"


SUMMARY_ROWS = ("type", "mins", "mean", "maxs", "sigma", "zeros", "missing")


def summary_cells(summary: ColumnSummary) -> Cells:
    """The cells of one column in a description, from ``type`` to ``missing``."""
    if summary.type == "enum":
        facts = ["", "", "", "", ""]
    elif summary.type in ("string", "uuid"):
        facts = ["NaN", "NaN", "NaN", "NaN", str(summary.zeros)]
    else:
        numbers = (summary.mins[0], summary.mean, summary.maxs[0], summary.sigma)
        facts = [*(repr(float(number)) for number in numbers), str(summary.zeros)]
    return [summary.type, *facts, str(summary.missing)]


def data_cell(value: object) -> str:
    """A cell below the summary; numbers in full."""
    return repr(float(value)) if isinstance(value, (int, float)) else plain_text(value)


def description_columns(data: FrameData, rows: int, ends: int) -> list[tuple[str, Cells]]:
    """Name and cells of the columns to show: the summary, then the first values."""
    # A summary takes a pass over the column, so that of very many only some are described.
    shown = data.select(names_to_show(data, None, ends))
    return [
        (column.name, [*summary_cells(summary), *described_values(column)])
        for column, summary in zip(preview(shown, rows).columns, summarize(shown), strict=True)
    ]


def described_values(column: PreviewColumn) -> Cells:
    """The first values of a column in a description."""
    if column.type in ("int", "real"):
        return ["nan" if value is None else data_cell(value) for value in column.values]
    return [data_cell(value) for value in column.values]


def description_text(data: FrameData, rows: int = 10, max_width: int | None = None) -> str:
    """What `describe` prints: a summary of each column above its first values."""
    labels = [*SUMMARY_ROWS, *(str(row) for row in range(min(rows, data.nrow)))]
    label_block = column_block("", labels, str.ljust)
    room = None if max_width is None else max_width - len(label_block[0]) - len(GAP)
    blocks = [
        column_block(name, cells, str.ljust)
        for name, cells in description_columns(data, rows, MAX_COLUMNS)
    ]
    table = side_by_side([label_block, *shortened(blocks, room)])
    return f"{table}\n{dimensions(data.nrow, data.ncol)}"


def structure_text(data: FrameData, key: str) -> str:
    """What `structure` prints: a line for each column, in the manner of R's str()."""
    shown = preview(data, 10)
    width = max((len(column.name) for column in shown.columns), default=0)
    lines = [f"$ {c.name:<{width}}: {structure_line(data, c)}" for c in shown.columns]
    head = [f"H2OFrame: {key!r}", f"Dimensions: {data.nrow} obs. of {data.ncol} variables"]
    return "\n".join([*head, *lines])


def structure_line(data: FrameData, column: PreviewColumn) -> str:
    """The type of a column and its levels or first values."""
    values = " ".join(cell_texts(column))
    if column.type != "enum":
        return f" {'num' if column.type in ('int', 'real') else column.type} {values}"
    domain = data.domain(column.name) or []
    shown = ",".join(f'"{level}"' for level in domain[:10]) + (",.." if len(domain) > 10 else "")
    return f" Factor w/ {len(domain)} level(s) {shown}: {values}"
