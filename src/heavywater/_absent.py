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
    "get_timezone": "use cluster().timezone",
    "import_hive_table": _SQL,
    "import_mojo": _MOJO,
    "import_sql_select": _SQL,
    "import_sql_table": _SQL,
    "lazy_import": "import_file() reads at once",
    "list_timezones": "use cluster().list_timezones()",
    "load_frame": "use frame.to_polars() with write_parquet(), and H2OFrame() to come back",
    "mojo_predict_csv": _MOJO,
    "mojo_predict_pandas": _MOJO,
    "parse_raw": "import_file() reads and parses in one step",
    "parse_setup": "import_file() takes sep, header, col_names, col_types and na_strings itself",
    "print_mojo": _MOJO,
    "set_timezone": "times without a zone are read as UTC",
    "upload_custom_distribution": "use one of the built-in distributions",
    "upload_mojo": _MOJO,
}
