"""Data that comes with the package: `load_dataset`, and the demonstration `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from heavywater._frame.base import as_flag, as_text
from heavywater.exceptions import H2OValueError, did_you_mean, listed

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["SCHEME", "demo", "load_dataset", "shipped_file"]

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
    from heavywater import _importing

    name = Path(as_text(relative_path, "relative_path"))
    # Only what lies in this folder: the rest of the path must be that of H2O's folder.
    inside = name.name if str(name.parent) in (".", "h2o_data") else relative_path
    return _importing.upload_file(str(_shipped(inside, relative_path)))


SCHEME = "h2o://"
"""In front of the name of data that come along, for `import_file`."""


def shipped_file(address: str) -> str:
    """Where the data lie that an address such as ``h2o://iris`` names.

    Raises
    ------
    H2OValueError
        If there is no such data.
    """
    file = _shipped(address.removeprefix(SCHEME), address)
    # H2O has other names for the columns of iris here than in `load_dataset`.
    by_address = _FOLDER / "h2o" / file.name
    return str(by_address if by_address.is_file() else file)


def _shipped(name: str, given: str) -> Path:
    known = sorted(file.stem for file in _FOLDER.glob("*.csv"))
    if name.removesuffix(".csv") in known:
        return _FOLDER / f"{name.removesuffix('.csv')}.csv"
    raise H2OValueError(
        f"Data file {given!r} cannot be found; the package has {listed(known)}."
        f"{did_you_mean(name, known)} To read a file of your own, use import_file().",
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
