"""iSAX words, as recorded from H2O-3 3.46.0.12."""

from __future__ import annotations

import pytest

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.isax import isax
from heavywater.exceptions import H2OValueError

SERIES = FrameData.from_columns({f"t{i}": [i, 9 - i] for i in range(8)})


def test_words() -> None:
    found = isax(SERIES, 4, 3, False)
    assert found.names == ["iSax_index", "c0", "c1", "c2", "c3"]
    assert found.column("iSax_index").to_list() == ["0^3_0^3_2^3_2^3", "2^3_2^3_0^3_0^3"]
    assert found.column("c2").to_list() == [2, 0]


def test_letters_that_occur() -> None:
    found = isax(SERIES, 4, 3, True)
    assert found.column("iSax_index").to_list() == ["0^2_0^2_1^2_1^2", "1^2_1^2_0^2_0^2"]


def test_later_pieces_reach_further_as_in_h2o() -> None:
    series = FrameData.from_columns({f"t{i}": [(i * i) % 17 + 3.0 * i] for i in range(30)})
    assert isax(series, 7, 10, False).column("iSax_index").to_list() == [
        "0^10_0^10_1^10_6^10_8^10_9^10_9^10"
    ]


def test_gaps_and_constant_series() -> None:
    data = FrameData.from_columns({"a": [1.0, 5, None], "b": [2.0, 5, 3], "c": [4.0, 5, 3]})
    found = isax(data.with_columns({"d": [6.0, 5, 1]}), 2, 4, False)
    assert found.column("iSax_index").to_list() == ["0^4_3^4", "1^4_1^4", None]
    assert found.column("c0").to_list() == [0, 1, None]


def test_errors() -> None:
    with pytest.raises(H2OValueError, match="at most the number of columns, 8"):
        isax(SERIES, 9, 3, False)
