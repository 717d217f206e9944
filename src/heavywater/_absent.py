"""Names of H2O's `h2o` module that are not here yet, and what to use meanwhile."""

from __future__ import annotations

__all__ = ["ABSENT"]

_MOJO = (
    "MOJO is H2O's format for Java; save_model() writes a file that load_model() reads on any "
    "machine with Heavywater"
)
_SQL = "read the table with Polars' read_database() and pass it to H2OFrame()"

ABSENT: dict[str, str] = {
    "automl": "train the models that you want to compare one by one",
    "download_pojo": "models are not exported as Java code; save_model() writes them to files",
    "enterprise": "there is nothing to buy",
    "import_hive_table": _SQL,
    "import_mojo": _MOJO,
    "mojo_predict_csv": _MOJO,
    "mojo_predict_pandas": _MOJO,
    "print_mojo": _MOJO,
    "upload_custom_distribution": "use one of the built-in distributions",
    "upload_mojo": _MOJO,
}
