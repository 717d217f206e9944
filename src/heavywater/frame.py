"""H2OFrame: a table of named, typed columns."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from heavywater._callable_modules import make_callable
from heavywater._frame.analysis import Analysis
from heavywater._frame.base import as_flag, as_key, as_text, as_whole
from heavywater._frame.cells import Cells
from heavywater._frame.columns import Columns
from heavywater._frame.elementwise import Elementwise
from heavywater._frame.not_yet import NOT_YET, announce
from heavywater._frame.operators import Operators
from heavywater._frame.reshaping import Reshaping
from heavywater._frame.statistics import Statistics
from heavywater._frame.times import Times
from heavywater.core.frames import construct, interchange
from heavywater.core.frames.data import FrameData
from heavywater.core.frames.importing.request import ColumnTypes
from heavywater.core.frames.verbs import assign, names, select
from heavywater.core.frames.verbs.describe import ColumnSummary, first_values, summarize
from heavywater.core.frames.verbs.spelling import text_rows
from heavywater.core.store import Store, unique_key
from heavywater.display import frames as display
from heavywater.display import frames_html
from heavywater.display.output import page_width, present
from heavywater.exceptions import H2OTypeError, H2OValueError, did_you_mean

if TYPE_CHECKING:
    from os import PathLike

    import pandas
    import polars
    import pyarrow
    from scipy.sparse import csc_array

__all__ = ["H2OFrame"]

# Unnamed frames that are still in use, so that they can be found by their key.
_UNNAMED: weakref.WeakValueDictionary[str, H2OFrame] = weakref.WeakValueDictionary()


def _store() -> Store:
    from heavywater import session

    return session.current().store


class H2OFrame(Operators, Elementwise, Statistics, Columns, Cells, Times, Reshaping, Analysis):
    """A table of named columns: numbers, levels, text or times, any of them with gaps.

    Parameters
    ----------
    python_obj
        What to make the frame of: a dict of columns, a list of rows or of values, a NumPy array,
        a pandas, Polars or Arrow table (anything with ``__arrow_c_stream__``), a SciPy sparse
        matrix, or another H2OFrame.
    destination_frame
        The frame's key in the session; made up if missing.
    header
        For rows of plain Python values: 1 if the first row holds names, -1 if it does not, 0 to
        guess.
    separator
        Only the default; data is taken over without writing it as text.
    column_names
        Names of the columns, from left to right.
    column_types
        Types as a list, or as a dict from name to type: ``"numeric"``, ``"int"``, ``"real"``,
        ``"enum"`` (or ``"factor"``), ``"string"``, ``"time"``, ``"uuid"``.
    na_strings
        Text that means a missing value: a list for all columns, a list of lists, or a dict from
        name to list.
    skipped_columns
        Positions of columns to leave out.
    force_col_types
        Accepted for compatibility with H2O; declared types always win over guesses.

    Examples
    --------
    >>> frame = H2OFrame({"x": [1, 2, 3], "y": ["a", "b", "a"]}, column_types={"y": "enum"})
    >>> frame.shape
    (3, 2)
    >>> frame.types
    {'x': 'int', 'y': 'enum'}
    >>> frame["x"].sum()
    6.0
    """

    _key: str

    def __init__(
        self,
        python_obj: Any = None,
        destination_frame: str | None = None,
        header: int = 0,
        separator: str = ",",
        column_names: Sequence[str] | None = None,
        column_types: ColumnTypes = None,
        na_strings: Any = None,
        skipped_columns: Sequence[int] | None = None,
        force_col_types: bool = False,
    ) -> None:
        as_flag(force_col_types, "force_col_types")
        key = unique_key("Key_Frame_python") if destination_frame is None else destination_frame
        source = python_obj._data if isinstance(python_obj, H2OFrame) else python_obj
        self._data = construct.from_python(
            source,
            header=header,
            separator=separator,
            column_names=column_names,
            column_types=column_types,
            na_strings=na_strings,
            skipped_columns=skipped_columns,
        )
        self._key = as_key(key, "destination_frame")
        _store().put(self._key, self._data)

    @classmethod
    def _from_data(cls, data: FrameData, key: str | None = None) -> H2OFrame:
        """A frame around existing data; with a key it is kept in the session."""
        frame = cls.__new__(cls)
        frame._data = data
        if key is None:
            frame._become_unnamed()
        else:
            frame._key = key
            _store().put(key, data)
        return frame

    def _become_unnamed(self) -> None:
        """Take a made-up key, which lasts as long as the frame is in use."""
        self._key = unique_key("py")
        _UNNAMED[self._key] = self

    def _replace(self, data: FrameData) -> None:
        """Hold other data from now on.

        As in H2O the frame gets a new key; what the session keeps under the old one stays.
        """
        self._data = data
        self._become_unnamed()

    @staticmethod
    def get_frame(
        frame_id: str,
        rows: int = 10,  # noqa: ARG004 - part of H2O's signature, as those that follow
        rows_offset: int = 0,  # noqa: ARG004
        cols: int = -1,  # noqa: ARG004
        full_cols: int = -1,  # noqa: ARG004
        cols_offset: int = 0,  # noqa: ARG004
        light: bool = False,  # noqa: ARG004
    ) -> H2OFrame | None:
        """The frame of the session with that key, or None.

        Parameters
        ----------
        frame_id
            Its key.
        rows, rows_offset, cols, full_cols, cols_offset, light
            Accepted for compatibility with H2O, whose client fetches a part of the frame first;
            here all of it is at hand.
        """
        key = as_text(frame_id, "frame_id")
        if key in _UNNAMED:
            return _UNNAMED[key]
        found = _store().get(key) if key in _store() else None
        if not isinstance(found, FrameData):
            return None
        frame = H2OFrame.__new__(H2OFrame)
        frame._data, frame._key = found, key
        return frame

    @staticmethod
    def from_python(
        python_obj: Any,
        destination_frame: str | None = None,
        header: int = 0,
        separator: str = ",",
        column_names: Sequence[str] | None = None,
        column_types: ColumnTypes = None,
        na_strings: Any = None,
    ) -> H2OFrame:
        """A frame made of Python data; the same as calling `H2OFrame`."""
        return H2OFrame(
            python_obj, destination_frame, header, separator, column_names, column_types, na_strings
        )

    # -- Identity and size -----------------------------------------------------------------

    @property
    def frame_id(self) -> str:
        """The frame's key; setting it names the frame in the session."""
        return self._key

    @frame_id.setter
    def frame_id(self, new_id: str) -> None:
        new_key = as_key(new_id, "frame_id")
        _store().put(new_key, self._data)
        if new_key != self._key:
            _store().remove(self._key)
            _UNNAMED.pop(self._key, None)
        self._key = new_key

    def _keep_as(self, key: str) -> None:
        """Take another key; what the session holds under the old one stays."""
        _store().put(key, self._data)
        _UNNAMED.pop(self._key, None)
        self._key = key

    @property
    def key(self) -> str:
        """The frame's key; the same as `frame_id`."""
        return self._key

    @property
    def nrow(self) -> int:
        """Number of rows."""
        return self._data.nrow

    nrows = nrow

    @property
    def ncol(self) -> int:
        """Number of columns."""
        return self._data.ncol

    ncols = ncol

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of rows and columns."""
        return self.nrow, self.ncol

    @property
    def dim(self) -> list[int]:
        """Numbers of rows and columns, as a list."""
        return [self.nrow, self.ncol]

    def __len__(self) -> int:
        return self.nrow

    # -- Names and types -------------------------------------------------------------------

    @property
    def names(self) -> list[str]:
        """Names of the columns; can be set to a list of new ones."""
        return list(self._data.names)

    @names.setter
    def names(self, value: Sequence[str]) -> None:
        self.set_names(value)

    columns = names
    col_names = names

    @property
    def types(self) -> dict[str, str]:
        """The type of each column: ``int``, ``real``, ``enum``, ``string``, ``time``, ``uuid``."""
        return dict(self._data.types)

    def type(self, col: str | int) -> str:
        """The type of one column, given by name or position."""
        return self._data.type_of(select.column_name(self._data, col))

    @property
    def dtype(self) -> str:
        """The type of a frame's single column."""
        if self.ncol != 1:
            raise H2OValueError("dtype is for frames of one column; use types for all columns.")
        return self._data.type_of(self.names[0])

    def set_names(self, names: Sequence[str]) -> H2OFrame:
        """Name all columns anew, in place.

        Parameters
        ----------
        names
            One name for each column.
        """
        if isinstance(names, str) or not isinstance(names, Sequence):
            raise H2OTypeError(f"names must be a list of strings, not {names!r}.", "names", names)
        return self._renamed(list(names))

    def set_name(self, col: str | int | None = None, name: str | None = None) -> None:
        """Name one column anew, in place.

        Parameters
        ----------
        col
            Its name or position; may be left out if there is only one column.
        name
            Its new name.
        """
        if col is None and self.ncol != 1:
            raise H2OValueError(
                f"The frame has {self.ncol} columns; say with col which one to rename.", "col"
            )
        old = select.column_name(self._data, 0 if col is None else col)
        self.rename({old: as_text(name, "name")})

    def rename(self, columns: Mapping[str | int, str] | None = None) -> H2OFrame:
        """Name some columns anew, in place.

        Parameters
        ----------
        columns
            New names by old name or position; those that the frame does not have are passed over.

        Examples
        --------
        >>> H2OFrame({"x": [1], "y": [2]}).rename({"x": "width"}).names
        ['width', 'y']
        """
        if columns is None:
            return self
        if not isinstance(columns, Mapping):
            raise H2OTypeError(
                f"columns must be a dict from old to new names, not {columns!r}.",
                "columns",
                columns,
            )
        return self._renamed(names.rename(self._data, columns).names)

    def _renamed(self, new_names: list[str]) -> H2OFrame:
        self._replace(names.with_names(self._data, new_names))
        return self

    # -- Selection -------------------------------------------------------------------------

    def __getitem__(self, item: Any) -> Any:
        """Columns, rows or a cell.

        Parameters
        ----------
        item
            One of:

            - a name or a position: that column (negative positions count from the right);
            - a list of names, positions or Booleans, a range or a slice: those columns;
            - a frame of one 0/1 column: the rows where it is 1;
            - a pair ``[rows, columns]``: rows by a position, a list, a range, a slice or a frame
              of one 0/1 column; columns as above.

        Returns
        -------
        H2OFrame, float or str
            A frame; for a pair of one row and one column the value there.

        Examples
        --------
        >>> frame = H2OFrame({"x": [1, 2, 3], "y": [4.5, 5.5, None]})
        >>> frame[0, "y"]
        4.5
        >>> frame[frame["x"] > 1, "x"].nrow
        2
        >>> frame[0:2, ["y", "x"]].shape
        (2, 2)
        """
        if isinstance(item, tuple):
            return self._meeting(*as_pair(item))
        if isinstance(item, H2OFrame):
            return self._wrap(select.filter_rows(self._data, item._data))
        return self._wrap(select.select_columns(self._data, item))

    def _meeting(self, rows: Any, columns: Any) -> Any:
        """The value, or the frame, where rows and columns meet."""
        if select.is_position(rows) and (isinstance(columns, str) or select.is_position(columns)):
            return select.cell(self._data, rows, columns)
        return self._wrap(select.select(self._data, unwrapped(rows), columns))

    def __setitem__(self, item: Any, value: Any) -> None:
        """Write values into columns, rows or cells.

        Parameters
        ----------
        item
            What to write to, as for reading; the name of a new column adds it.
        value
            A number, a text, None for missing, a frame, or a list of values.

        Examples
        --------
        >>> frame = H2OFrame({"x": [1, 2, None]})
        >>> frame["double"] = frame["x"] * 2
        >>> frame[frame["x"].isna(), "x"] = 0
        >>> frame.as_data_frame(use_pandas=False)
        [['x', 'double'], ['1', '2'], ['2', '4'], ['0', '']]
        """
        rows: Any = None
        columns = item
        if isinstance(item, tuple):
            rows, columns = as_pair(item)
        elif isinstance(item, H2OFrame):
            rows, columns = item, None
        self._replace(assign.assign(self._data, unwrapped(rows), columns, unwrapped(value)))

    def __iter__(self) -> Iterator[H2OFrame]:
        """The columns, each as a frame."""
        return (self[name] for name in self.names)

    def __contains__(self, lhs: Any) -> bool:
        """Whether some cell equals `lhs`, as in H2O; for columns ask ``name in frame.names``."""
        return self.isin(lhs).any_na_rm()

    def __float__(self) -> float:
        """The value of a frame of one cell."""
        return float(self.flatten())

    def __int__(self) -> int:
        return int(self.flatten())

    def flatten(self) -> float | str:
        """The value of a frame of one row and one column."""
        if self.shape != (1, 1):
            raise H2OValueError(
                f"flatten takes a frame of one row and one column; this one is {self.nrow} x "
                f"{self.ncol}. Select a cell, as in frame[0, 'x']."
            )
        return select.cell(self._data, 0, 0)

    def getrow(self) -> list[float]:
        """The numbers of a frame of one row; NaN for text and levels."""
        if self.nrow != 1:
            raise H2OValueError(f"getrow takes a frame of one row; this one has {self.nrow}.")
        values = [select.cell(self._data, 0, name) for name in self.names]
        return [float("nan") if isinstance(value, str) else value for value in values]

    def head(self, rows: int = 10, cols: int = 200) -> H2OFrame:
        """The first rows.

        Parameters
        ----------
        rows, cols
            At most so many rows and columns.
        """
        return self._wrap(
            select.head(self._data, as_whole(rows, "rows", 0), as_whole(cols, "cols", 1))
        )

    def tail(self, rows: int = 10, cols: int = 200) -> H2OFrame:
        """The last rows.

        Parameters
        ----------
        rows, cols
            At most so many rows and columns.
        """
        return self._wrap(
            select.tail(self._data, as_whole(rows, "rows", 0), as_whole(cols, "cols", 1))
        )

    def drop(self, index: Any, axis: int = 1) -> H2OFrame:
        """A frame without some columns or rows.

        Parameters
        ----------
        index
            Name or position of a column, or a list of them; for rows, positions.
        axis
            1 for columns, 0 for rows.
        """
        if axis not in (0, 1):
            raise H2OValueError(f"axis must be 1 (columns) or 0 (rows), not {axis!r}.", "axis")
        verb = select.drop_columns if axis == 1 else select.drop_rows
        return self._wrap(verb(self._data, index))

    def pop(self, i: str | int) -> H2OFrame:
        """Take a column, given by name or position, out of the frame and return it."""
        name = select.column_name(self._data, i)
        column = self[name]
        self._replace(select.drop_columns(self._data, name))
        return column  # type: ignore[no-any-return]

    def copy(self) -> H2OFrame:
        """A frame of the same values that can be changed apart from this one."""
        return self._wrap(self._data)

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> H2OFrame:
        return self.copy()

    def detach(self) -> None:
        """Part from the key: what the session keeps under it stays as it is from now on.

        The frame gets a key of its own, as after a change of its data.
        """
        self._become_unnamed()

    def refresh(self) -> None:
        """Kept for scripts written for H2O; a frame here is always up to date."""

    # -- Display ---------------------------------------------------------------------------

    def __repr__(self) -> str:
        return display.frame_text(self._data, max_width=page_width())

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return frames_html.frame_html(self._data)

    def show(
        self,
        use_pandas: bool | None = None,  # noqa: ARG002 - part of H2O's signature
        rows: int = 10,
        cols: int = 200,
        verbosity: str | None = None,  # noqa: ARG002 - part of H2O's signature
        fmt: str | None = None,
    ) -> None:
        """Print the first rows, in a notebook as HTML.

        Parameters
        ----------
        use_pandas
            Accepted for compatibility with H2O; pandas is not needed.
        rows, cols
            At most so many rows and columns; columns from both ends if `cols` is 200 or more.
        verbosity
            Accepted for compatibility with H2O; frames have one display.
        fmt
            ``"plain"`` or ``"html"``; by default what suits the place of printing.
        """
        rows = as_whole(rows, "rows", 0)
        columns = cols if as_whole(cols, "cols", 1) < 200 else None
        present(
            lambda: display.frame_text(self._data, rows, columns, page_width()) + "\n",
            lambda: frames_html.frame_html(self._data, rows, columns),
            fmt,
        )

    def describe(self, chunk_summary: bool = False) -> None:
        """Print size, a summary of each column and the first rows.

        Parameters
        ----------
        chunk_summary
            Also print what the columns take in memory.
        """
        print(f"Rows:{self.nrow}\nCols:{self.ncol}\n")
        if as_flag(chunk_summary, "chunk_summary"):
            print(f"Memory: {self._data.nbytes} bytes in {self.ncol} columns\n")
        self.show_summary()

    def summary(self, return_data: bool = False) -> dict[str, dict[str, Any]] | None:
        """Print a summary of each column, or return it.

        Parameters
        ----------
        return_data
            Return a dict by column instead of printing.
        """
        if as_flag(return_data, "return_data"):
            return self.get_summary()
        self.show_summary()
        return None

    def show_summary(self) -> None:
        """Print a summary of each column above its first values."""
        present(
            lambda: display.description_text(self._data, max_width=page_width()) + "\n",
            lambda: frames_html.description_html(self._data),
            None,
        )

    def get_summary(self) -> dict[str, dict[str, Any]]:
        """The summary of each column: smallest and largest values, mean, counts and more.

        ``data`` has the first ten cells: of levels their places in ``domain``, of times
        milliseconds since 1970.
        """
        top = self._data.rows(slice(0, 10))
        return {s.name: summary_dict(s, first_values(top, s.name)) for s in summarize(self._data)}

    def structure(self) -> None:
        """Print each column's type and first values, in the manner of R's str()."""
        print(display.structure_text(self._data, self._key) + "\n")

    # -- Export ----------------------------------------------------------------------------

    def as_data_frame(
        self,
        use_pandas: bool = True,
        header: bool = True,
        use_multi_thread: bool = False,
        library: str = "pandas",
    ) -> Any:
        """The frame as a pandas or Polars data frame, or as lists of text.

        In pandas, labels that all read as numbers become numbers and those that all read as true
        or false become bool, as in H2O; `to_pandas` keeps levels as categories.

        Parameters
        ----------
        use_pandas
            False for a list of rows, each a list of text spelled as H2O spells it; missing is an
            empty text, or, of a single column, an empty list.
        header
            Whether that list begins with the names.
        use_multi_thread
            Accepted for compatibility with H2O; conversion never goes through text here.
        library
            ``"pandas"`` or ``"polars"``.
        """
        as_flag(use_multi_thread, "use_multi_thread")
        if not as_flag(use_pandas, "use_pandas"):
            rows = text_rows(self._data)
            return [self.names, *rows] if as_flag(header, "header") else rows
        if library not in ("pandas", "polars"):
            hint = did_you_mean(library, ("pandas", "polars"))
            raise H2OValueError(
                f"library must be 'pandas' or 'polars', not {library!r}.{hint}", "library"
            )
        if library == "polars":
            return self.to_polars()
        return interchange.to_pandas_as_h2o(self._data)

    def save(self, path: str | PathLike[str], force: bool = True) -> None:
        """Write the frame to a folder in Heavywater's own form; `load_frame` reads it.

        Parameters
        ----------
        path
            The folder, made if need be; the file in it has the name of the frame's key.
        force
            Replace a file that is there already.

        Raises
        ------
        H2OFileError
            If the file is there already, or cannot be written.
        """
        from heavywater._exporting import save_frame

        save_frame(self, path, force)

    def get_frame_data(self) -> str:
        """The frame as text in CSV form."""
        return interchange.to_csv(self._data)

    def to_pandas(self) -> pandas.DataFrame:
        """The frame as a pandas data frame; levels become a Categorical. Needs pandas.

        Levels, their order and times survive the way back through `H2OFrame`.
        """
        return interchange.to_pandas(self._data)

    def to_polars(self) -> polars.DataFrame:
        """The frame as a Polars data frame; levels become an Enum."""
        return interchange.to_polars(self._data)

    def to_arrow(self) -> pyarrow.Table:
        """The frame as an Arrow table; levels become a dictionary. Needs pyarrow."""
        return interchange.to_arrow(self._data)

    def to_numpy(self) -> np.ndarray[Any, Any]:
        """The frame as a two-dimensional array."""
        return interchange.to_numpy(self._data)

    def to_scipy(self) -> csc_array:
        """The frame's numbers as a sparse array of SciPy, stored by column; missing is NaN."""
        return interchange.to_scipy(self._data)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        if copy is False:
            raise ValueError("An array of a frame is always a copy; leave copy=False out.")
        return np.asarray(self.to_numpy(), dtype=dtype)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return interchange.arrow_stream(self._data, requested_schema)

    def __arrow_c_schema__(self) -> object:
        return interchange.arrow_schema(self._data)

    def __dataframe__(self, nan_as_null: bool = False, allow_copy: bool = True) -> object:
        """For consumers of the data frame interchange protocol. Needs pyarrow."""
        return interchange.interchange_object(self._data, nan_as_null, allow_copy)

    def __narwhals_dataframe__(self) -> object:
        """For libraries that use narwhals, such as Altair and Plotly: the Polars frame."""
        return interchange.narwhals_object(self._data)

    # -- Everything else -------------------------------------------------------------------

    def __getattr__(self, name: str) -> Any:
        """Say what there is instead of an attribute that there is not."""
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._data.names:
            hint = f" A column is selected as frame[{name!r}]."
        else:
            hint = did_you_mean(name, [n for n in dir(type(self)) if not n.startswith("_")])
        raise AttributeError(f"H2OFrame has no attribute {name!r}.{hint}")


for _name, _instead in NOT_YET.items():
    setattr(H2OFrame, _name, announce(_name, _instead))


def as_pair(item: tuple[Any, ...]) -> tuple[Any, Any]:
    """Row and column selector of ``frame[rows, columns]``."""
    if len(item) != 2:
        raise H2OValueError(
            f"A frame is indexed as frame[rows, columns], but {len(item)} selectors were given.",
            "item",
        )
    rows, columns = item
    if isinstance(rows, str):
        raise H2OTypeError(
            f"In frame[rows, columns] the rows come first, but {rows!r} is text. Several columns "
            f"are selected with a list: frame[[{rows!r}, {columns!r}]].",
            "item",
            rows,
        )
    return rows, columns


def unwrapped(value: Any) -> Any:
    """The data of a frame; anything else as it is."""
    return value._data if isinstance(value, H2OFrame) else value


def summary_dict(summary: ColumnSummary, values: list[Any]) -> dict[str, Any]:
    """A column's summary under H2O's names."""
    return {
        "type": summary.type,
        "mins": summary.mins,
        "maxs": summary.maxs,
        "mean": summary.mean,
        "sigma": summary.sigma,
        "zero_count": summary.zeros,
        "missing_count": summary.missing,
        "positive_infinity_count": summary.positive_infinities,
        "negative_infinity_count": summary.negative_infinities,
        "domain": summary.domain,
        "data": values,
    }


# In H2O, h2o.frame(key) tells about a frame.
make_callable(__name__, "heavywater._catalog")
