"""Make `src/heavywater/data/cars_20mpg.csv` from the cars that the package vega_datasets carries.

Run it once; the result is in the repository. The table is that of the walkthrough: fuel economy
in miles per gallon, and whether it is above 20.

    pip install vega_datasets polars
    python scripts/make_cars.py
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from vega_datasets import data

TARGET = Path(__file__).parents[1] / "src" / "heavywater" / "data" / "cars_20mpg.csv"


def main() -> None:
    """Write the file."""
    cars = pl.read_json(data.cars.filepath).select(
        name=pl.col("Name"),
        economy=pl.col("Miles_per_Gallon"),
        cylinders=pl.col("Cylinders"),
        displacement=pl.col("Displacement"),
        power=pl.col("Horsepower"),
        weight=pl.col("Weight_in_lbs"),
        acceleration=pl.col("Acceleration"),
        year=pl.col("Year").str.slice(2, 2).cast(pl.Int64),
        economy_20mpg=(pl.col("Miles_per_Gallon") > 20).cast(pl.Int64),
    )
    cars.sort("name", maintain_order=True).write_csv(TARGET)
    print(f"{TARGET.name}: {cars.height} rows, {cars.width} columns")


if __name__ == "__main__":
    main()
