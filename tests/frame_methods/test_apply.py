"""apply(): functions of columns and rows; values as recorded from H2O-3 3.46.0.12."""

from __future__ import annotations

from typing import Any

import pytest

from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.frame import H2OFrame

PLAIN = {"a": [1, 2, 3], "b": [4, 5, 6.5]}


@pytest.fixture
def frame() -> H2OFrame:
    return H2OFrame(PLAIN)


@pytest.fixture
def gaps() -> H2OFrame:
    data = {"a": [1, None, 3], "b": [4, 5, 6.5], "e": ["u", "v", "u"]}
    return H2OFrame(data, column_types={"e": "enum"})


def rows(frame: H2OFrame) -> list[list[str]]:
    """The cells as text, whole numbers without a fraction."""
    cells = frame.as_data_frame(use_pandas=False, header=False)
    return [[cell.removesuffix(".0") for cell in row or [""]] for row in cells]


BY_ROW: list[tuple[Any, list[list[str]]]] = [
    (lambda r: r.mean(), [["2.5"], ["3.5"], ["4.75"]]),
    (lambda r: (r["a"] > 1).ifelse(r["b"], 0), [["0"], ["5"], ["6.5"]]),
    (lambda r: r.abs(), [["1", "4"], ["2", "5"], ["3", "6.5"]]),
    (lambda r: r + 1, [["2", "5"], ["3", "6"], ["4", "7.5"]]),
    (lambda r: r["a"] + 1, [["2"], ["3"], ["4"]]),
    (lambda r: r.max(), [["4"], ["5"], ["6.5"]]),
    (lambda r: r > 2, [["0", "1"], ["0", "1"], ["1", "1"]]),
    (lambda r: r[0] + r[1], [["5"], ["7"], ["9.5"]]),
    (lambda r: (r["a"] > 1) & (r["b"] > 5), [["0"], ["0"], ["1"]]),
    (lambda r: r[["b", "a"]], [["4", "1"], ["5", "2"], ["6.5", "3"]]),
    # H2O fails at the following.
    (lambda r: -r["a"], [["-1"], ["-2"], ["-3"]]),
    (lambda r: r - r.min(), [["0", "3"], ["0", "3"], ["0", "3.5"]]),
    (lambda r: abs(r).sum(), [["5"], ["7"], ["9.5"]]),
    (lambda r: 3, [["3"], ["3"], ["3"]]),
]


@pytest.mark.parametrize(("function", "expected"), BY_ROW)
def test_by_row(frame: H2OFrame, function: Any, expected: list[list[str]]) -> None:
    found = frame.apply(function, axis=1)
    assert found.names == [f"C{i + 1}" for i in range(len(expected[0]))]
    assert rows(found) == expected


def test_rows_hold_numbers(gaps: H2OFrame) -> None:
    assert rows(gaps.apply(lambda r: r + 1, axis=1))[1] == ["", "6", "2"]
    means = [float(row[0]) for row in rows(gaps.apply(lambda r: r.mean(), axis=1))]
    assert means == pytest.approx([5 / 3, 3.0, 9.5 / 3])
    assert rows(gaps.apply(lambda r: r.max(), axis=1)) == [["4"], [""], ["6.5"]]


@pytest.mark.parametrize(
    ("reducer", "expected"),
    [("sum", 14), ("prod", 0), ("median", 3), ("sd", 26**0.5), ("var", 26), ("nacnt", 0)],
)
def test_reducers_of_rows(reducer: str, expected: float) -> None:
    frame = H2OFrame({"a": [0], "b": [3], "c": [11], "d": [0]})[["a", "b", "c"]]
    found = frame.apply(lambda r: getattr(r, reducer)(), axis=1)
    mean = 14 / 3
    spread = sum((v - mean) ** 2 for v in (0, 3, 11)) / 2
    exact = {"sd": spread**0.5, "var": spread}
    assert found.flatten() == pytest.approx(exact.get(reducer, expected))


def test_missing_values_in_rows() -> None:
    frame = H2OFrame({"a": [1.0, None], "b": [None, None]}, column_types=["real", "real"])
    assert rows(frame.apply(lambda r: r.sum(na_rm=False), axis=1)) == [[""], [""]]
    assert rows(frame.apply(lambda r: r.mean(), axis=1)) == [["1"], [""]]
    assert rows(frame.apply(lambda r: r.median(na_rm=True), axis=1)) == [["1"], [""]]


def test_by_column(frame: H2OFrame, gaps: H2OFrame) -> None:
    assert rows(frame.apply(lambda c: c.min())) == [["1", "4"]]
    assert rows(frame.apply(lambda c: c * 2 + 1)) == [["3", "9"], ["5", "11"], ["7", "14"]]
    assert frame.apply(lambda c: c.cumsum()).names == ["a", "b"]
    assert rows(gaps.apply(lambda c: c.sum())) == [["4", "15.5", "1"]]
    assert rows(gaps.apply(lambda c: c.nacnt())) == [["1", "0", "0"]]
    assert gaps.apply(lambda c: c).types == gaps.types


def test_named_functions_work_too(frame: H2OFrame) -> None:
    # H2O takes lambdas only.
    def double(column: Any) -> Any:
        return column * 2

    assert rows(frame.apply(double)) == [["2", "8"], ["4", "10"], ["6", "13"]]


def test_what_cannot_be_applied(frame: H2OFrame) -> None:
    with pytest.raises(H2OTypeError, match=r"ifelse\(yes, no\)"):
        frame.apply(lambda r: 1 if r["a"] > 1 else 0, axis=1)
    with pytest.raises(AttributeError, match=r"sort\(\) is not available for rows"):
        frame.apply(lambda r: r.sort("a"), axis=1)
    with pytest.raises(H2OTypeError, match="other frames"):
        frame.apply(lambda _: frame, axis=1)
    with pytest.raises(H2OValueError, match="failed with ZeroDivisionError"):
        frame.apply(lambda _: 1 / 0)
    with pytest.raises(H2OValueError, match="as many values for each column, but gives 1, 3"):
        frame.apply(lambda c: c if c.names == ["a"] else 1)
    with pytest.raises(H2OTypeError, match="must be a function"):
        frame.apply()
    with pytest.raises(H2OTypeError, match="axis"):
        frame.apply(lambda c: c, 2)
