"""Data that comes with the package: `load_dataset`, and the demonstration `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from heavywater._frame.base import as_flag, as_text
from heavywater.exceptions import H2OValueError, did_you_mean, listed

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["demo", "load_dataset"]

_FOLDER = Path(__file__).parent / "data"


def load_dataset(relative_path: str) -> H2OFrame:
    """A frame of data that comes with the package.

    Parameters
    ----------
    relative_path
        ``"iris"``, ``"prostate"`` or ``"cars_20mpg"``; ``.csv`` may follow.

    Raises
    ------
    H2OValueError
        If there is no such data.

    Examples
    --------
    >>> load_dataset("iris").shape
    (150, 5)
    """
    from heavywater import session

    name = Path(as_text(relative_path, "relative_path"))
    for file in (_FOLDER / name.name, _FOLDER / f"{name.name}.csv"):
        # Only what lies in this folder: the rest of the path must be that of H2O's folder.
        if file.suffix == ".csv" and file.is_file() and str(name.parent) in (".", "h2o_data"):
            return session.upload_file(str(file))
    known = sorted(file.stem for file in _FOLDER.glob("*.csv"))
    raise H2OValueError(
        f"Data file {relative_path!r} cannot be found; the package has {listed(known)}."
        f"{did_you_mean(relative_path, known)} To read a file of your own, use import_file().",
        "relative_path",
    )


def demo(funcname: str, interactive: bool = True, echo: bool = True, test: bool = False) -> None:
    """Run a demonstration, as the command ``heavywater demo`` does.

    Parameters
    ----------
    funcname
        ``"deeplearning"``; of others it says that there is none.
    interactive
        True waits for the Enter key first.
    echo
        Accepted for compatibility: the code is always shown.
    test
        Accepted for compatibility: the session is kept as it is in any case.
    """
    as_text(funcname, "funcname")
    as_flag(echo, "echo"), as_flag(test, "test")
    if funcname != "deeplearning":
        print(f"Demo for {funcname} is not available.{did_you_mean(funcname, ['deeplearning'])}")
        return
    from heavywater import demo as walkthrough

    if as_flag(interactive, "interactive"):
        input("The walkthrough of Deep Learning: press Enter to begin. ")
    walkthrough.main()
