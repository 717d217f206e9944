"""How telling words are of the texts in which they are: TF-IDF."""

from __future__ import annotations

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.exceptions import H2OTypeError

__all__ = ["tf_idf"]


def tf_idf(
    data: FrameData, document: str, text: str, *, split: bool, case_sensitive: bool
) -> FrameData:
    """The weight of each word in each document.

    The weight is the word's count in the document, times ``log((1 + N) / (1 + n))`` if `n` of `N`
    documents have it (Spaerck Jones, "A statistical interpretation of term specificity", 1972, as
    smoothed by H2O).

    Parameters
    ----------
    data
        The frame.
    document
        A column of numbers: which document a row belongs to.
    text
        A column of text: the document's text, or one of its words.
    split
        Whether rows are texts, to be split at white space; each then counts as a document.
    case_sensitive
        Whether words that differ in case are different.

    Returns
    -------
    FrameData
        Columns ``DocID``, ``Word``, ``TF``, ``IDF`` and ``TF-IDF``, ordered by word and document.
        Rows with a missing value are left out.

    Raises
    ------
    H2OTypeError
        If the columns are of other types.
    """
    for name, kinds in ((document, ("int", "real")), (text, ("string",))):
        if data.type_of(name) not in kinds:
            raise H2OTypeError(
                f"tf_idf takes a column of numbers for the documents and a column of text, but "
                f"{name!r} is of type {data.type_of(name)}."
            )
    columns = [data.column(document).alias("DocID"), data.column(text).alias("Word")]
    rows = pl.DataFrame(columns).drop_nulls()
    documents = rows.height if split else rows["DocID"].n_unique()
    if not case_sensitive:
        rows = rows.with_columns(pl.col("Word").str.to_lowercase())
    if split:
        rows = rows.with_columns(pl.col("Word").str.extract_all(r"\S+")).explode("Word")
    counts = rows.drop_nulls().group_by("DocID", "Word").agg(pl.len().cast(pl.Int64).alias("TF"))
    idf = (1 + documents) / (1 + pl.len().over("Word").cast(pl.Float64))
    weighed = counts.with_columns(idf.log().alias("IDF"))
    weighed = weighed.with_columns((pl.col("TF") * pl.col("IDF")).alias("TF-IDF"))
    return FrameData(weighed.sort("Word", "DocID"))
