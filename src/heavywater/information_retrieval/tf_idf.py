"""TF-IDF: how telling words are of the texts in which they are."""

from __future__ import annotations

from heavywater._frame.base import as_flag, as_frame_data
from heavywater.core.frames.verbs import weigh_words
from heavywater.core.frames.verbs.select import column_name
from heavywater.frame import H2OFrame

__all__ = ["tf_idf"]


def tf_idf(
    frame: H2OFrame,
    document_id_col: str | int,
    text_col: str | int,
    preprocess: bool = True,
    case_sensitive: bool = True,
) -> H2OFrame:
    """The weight of each word in each document.

    Parameters
    ----------
    frame
        The frame.
    document_id_col
        Name or position of a column of numbers that say which document a row belongs to.
    text_col
        Name or position of a column of text.
    preprocess
        True if a row has a whole text, which is split at white space; False if it has one word.
    case_sensitive
        Whether words that differ in case are different.

    Returns
    -------
    H2OFrame
        Columns ``DocID``, ``Word``, ``TF`` (how often), ``IDF`` (how rare) and their product
        ``TF-IDF``, ordered by word and document. Rows with a missing value are left out.

    Examples
    --------
    >>> frame = H2OFrame({"id": [0, 1], "text": ["a b", "b b"]}, column_types={"text": "string"})
    >>> tf_idf(frame, "id", "text")[["DocID", "Word", "TF"]].as_data_frame(use_pandas=False)
    [['DocID', 'Word', 'TF'], ['0', 'a', '1'], ['0', 'b', '1'], ['1', 'b', '2']]
    """
    data = as_frame_data(frame, "frame")
    return H2OFrame._from_data(
        weigh_words.tf_idf(
            data,
            column_name(data, document_id_col),
            column_name(data, text_col),
            split=as_flag(preprocess, "preprocess"),
            case_sensitive=as_flag(case_sensitive, "case_sensitive"),
        )
    )
