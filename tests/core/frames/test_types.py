import pytest

from heavywater.core.frames.types import column_kind, make_unique
from heavywater.exceptions import H2OTypeError, H2OValueError


@pytest.mark.parametrize(
    ("word", "kind"),
    [("int", "numeric"), ("Real", "numeric"), ("FACTOR", "enum"), ("time", "time")],
)
def test_words_for_types(word, kind):
    assert column_kind(word) == kind


def test_unknown_leaves_the_type_open():
    assert column_kind("unknown") is None


def test_a_wrong_word_gets_a_suggestion():
    with pytest.raises(H2OValueError, match="Did you mean 'factor'"):
        column_kind("facter")
    with pytest.raises(H2OTypeError, match="not 3"):
        column_kind(3)


def test_repeated_names_get_a_number():
    assert make_unique(["a", "a", "a0", "a"]) == ["a", "a0", "a00", "a1"]
