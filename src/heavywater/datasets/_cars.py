"""The cars that ship with the package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["CARS", "cars"]

CARS: Final = Path(__file__).parents[1] / "data" / "cars_20mpg.csv"
"""The file, for `import_file`."""


def cars() -> H2OFrame:
    """406 cars of 1970 to 1982: mileage, cylinders, displacement, power, weight, ...

    Returns
    -------
    H2OFrame
        406 rows and 9 columns, some cells missing. ``economy_20mpg`` is 1 where a car goes more
        than 20 miles on a gallon.
    """
    from heavywater._importing import import_file

    return import_file(str(CARS))
