"""H2OAssembly: several operations on a frame as one object."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, NoReturn

import heavywater as h2o
from heavywater._frame.base import as_flag
from heavywater.core.store import unique_key
from heavywater.exceptions import H2ONotImplementedError, H2OTypeError, H2OValueError
from heavywater.frame import H2OFrame
from heavywater.transforms.transform_base import H2OTransformer
from heavywater.utils.typechecks import assert_is_type

# H2O's scripts write `from h2o.assembly import *` and use what that brings along.
__all__ = ["H2OAssembly", "H2OFrame", "assert_is_type", "h2o", "os"]

_NO_JAVA = (
    "is not available: munging is not exported for Java. H2OAssembly.save() writes the steps to a "
    "file that H2OAssembly.load() reads on any machine with Heavywater."
)


class H2OAssembly:
    """Steps that change a frame one after another.

    Parameters
    ----------
    steps
        Pairs of a name and a transformer of `heavywater.transforms.preprocessing`.

    Attributes
    ----------
    steps
        The same.
    id
        A name, from the first `fit` on.
    in_colnames, out_colnames
        Columns of the frame that was fitted and of what came out; None before.

    Notes
    -----
    ``H2OAssembly.plus(frame1, frame2)`` and its kin are the operators of frames as functions.

    Examples
    --------
    >>> from heavywater.transforms.preprocessing import H2OColOp, H2OColSelect
    >>> frame = H2OFrame({"x": [0, 1], "y": ["moss", "fern"], "z": [5, 6]},
    ...                  column_types={"y": "string"})
    >>> assembly = H2OAssembly(steps=[
    ...     ("select", H2OColSelect(["x", "y"])),
    ...     ("cosine", H2OColOp(op=H2OFrame.cos, col="x", inplace=True)),
    ...     ("count", H2OColOp(op=H2OFrame.countmatches, col="y", inplace=False, pattern="s")),
    ... ])
    >>> assembly.fit(frame).names
    ['x', 'y', 'y0']
    """

    divide = H2OFrame.__truediv__
    plus = H2OFrame.__add__
    multiply = H2OFrame.__mul__
    minus = H2OFrame.__sub__
    less_than = H2OFrame.__lt__
    less_than_equal = H2OFrame.__le__
    equal_equal = H2OFrame.__eq__
    not_equal = H2OFrame.__ne__
    greater_than = H2OFrame.__gt__
    greater_than_equal = H2OFrame.__ge__

    def __init__(self, steps: Sequence[tuple[str, H2OTransformer]]) -> None:
        self.steps = _checked(steps)
        self.id: str | None = None
        self.fuzed: list[Any] = []
        self.in_colnames: list[str] | None = None
        self.out_colnames: list[str] | None = None

    @property
    def names(self) -> list[str]:
        """Names of the columns that came out of the last `fit`; empty before."""
        return list(self.out_colnames or ())

    def fit(self, fr: H2OFrame) -> H2OFrame:
        """Let each step learn from what the one before it gives, and change it.

        Parameters
        ----------
        fr
            The frame; it stays as it is.

        Returns
        -------
        H2OFrame
            What the last step gives.
        """
        made = _checked_frame(fr)
        for _, step in self.steps:
            made = step.fit(made).transform(made)
        self.id = self.id or unique_key("assembly")
        self.in_colnames, self.out_colnames = fr.names, made.names
        return made

    def transform(self, fr: H2OFrame) -> H2OFrame:
        """Change another frame by what the steps have learned in `fit`.

        Parameters
        ----------
        fr
            A frame with the same columns.
        """
        made = _checked_frame(fr)
        for _, step in self.steps:
            made = step.transform(made)
        return made

    def save(self, path: str | os.PathLike[str], force: bool = False) -> str:
        """Write the steps, and what they have learned, to a file of JSON.

        Parameters
        ----------
        path
            The file.
        force
            Whether an existing file may be replaced.

        Returns
        -------
        str
            The file's full path.

        Raises
        ------
        H2OValueError
            If a step cannot be written down: only methods of H2OFrame can, no other functions.
        """
        from heavywater import _assembly_files

        return _assembly_files.save(self, path, as_flag(force, "force"))

    @staticmethod
    def load(path: str | os.PathLike[str]) -> H2OAssembly:
        """Read what `save` has written. Nothing in a file is ever run.

        Parameters
        ----------
        path
            The file.
        """
        from heavywater import _assembly_files

        return _assembly_files.load(path)

    def download_mojo(self, file_name: str = "", path: str = ".") -> NoReturn:
        """Not available: a pipeline for Java.

        Raises
        ------
        H2ONotImplementedError
            Always; `save` writes a file for Heavywater.
        """
        raise H2ONotImplementedError(f"download_mojo({file_name!r}, {path!r}) {_NO_JAVA}")

    def to_pojo(self, pojo_name: str = "", path: str = "", get_jar: bool = True) -> NoReturn:
        """Not available: Java code of the steps.

        Raises
        ------
        H2ONotImplementedError
            Always; `save` writes a file for Heavywater.
        """
        raise H2ONotImplementedError(f"to_pojo({pojo_name!r}, {path!r}, {get_jar!r}) {_NO_JAVA}")

    def __repr__(self) -> str:
        inner = "".join(f"\n  {name!r}: {step!r}" for name, step in self.steps)
        return f"H2OAssembly of {len(self.steps)} steps{':' if inner else ''}{inner}"


def _checked(steps: Any) -> list[tuple[str, H2OTransformer]]:
    if not isinstance(steps, (list, tuple)):
        raise H2OTypeError(
            f"steps must be a list of pairs of a name and a transformer, not {steps!r}.",
            "steps",
            steps,
        )
    for step in steps:
        pair = isinstance(step, tuple) and len(step) == 2
        if not pair or not isinstance(step[0], str) or not isinstance(step[1], H2OTransformer):
            raise H2OTypeError(
                "Each step must be a pair of a name and a transformer, such as ('select', "
                f"H2OColSelect(['x'])), not {step!r}.",
                "steps",
                step,
            )
    names = [name for name, _ in steps]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise H2OValueError(f"Two steps are called {twice!r}; give each its own name.", "steps")
    return list(steps)


def _checked_frame(fr: Any) -> H2OFrame:
    if isinstance(fr, H2OFrame):
        return fr
    raise H2OTypeError(f"fr must be an H2OFrame, not {type(fr).__name__}.", "fr", fr)
