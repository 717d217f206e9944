"""Names of H2O's `h2o` module that are not here yet, and what to use meanwhile."""

from __future__ import annotations

__all__ = ["ABSENT"]

_MOJO = (
    "MOJO is H2O's format for Java; save_model() writes a file that load_model() reads on any "
    "machine with Heavywater"
)
_SERVER = "there is no server; init() sets up the session in this process"
_JAVA = "there is no Java virtual machine"
_SQL = "read the table with Polars' read_database() and pass it to H2OFrame()"
_POLARS = "make the frame with NumPy or Polars and pass it to H2OFrame()"

ABSENT: dict[str, str] = {
    "api": _SERVER,
    "automl": "train the models that you want to compare one by one",
    "demo": "run 'heavywater demo' in a terminal",
    "download_all_logs": "there are no logs; Python's logging shows what the package reports",
    "download_pojo": "models are not exported as Java code; save_model() writes them to files",
    "enable_expr_optimizations": "frame operations run at once and need no optimizer",
    "enterprise": "there is nothing to buy",
    "estimate_cluster_mem": _JAVA,
    "explain": "model.varimp_plot() shows which inputs matter",
    "flow": _SERVER,
    "frames": "ls() lists the keys of all frames and models",
    "get_timezone": "use cluster().timezone",
    "import_hive_table": _SQL,
    "import_mojo": _MOJO,
    "import_sql_select": _SQL,
    "import_sql_table": _SQL,
    "interaction": _POLARS,
    "is_expr_optimizations_enabled": "frame operations run at once and need no optimizer",
    "lazy_import": "import_file() reads at once",
    "list_timezones": "use cluster().list_timezones()",
    "load_dataset": "use import_file() with the path of the data",
    "load_frame": "use frame.to_polars() with write_parquet(), and H2OFrame() to come back",
    "make_leaderboard": "compare model.model_performance(frame) of the models",
    "models": "ls() lists the keys of all frames and models",
    "mojo_predict_csv": _MOJO,
    "mojo_predict_pandas": _MOJO,
    "network_test": _SERVER,
    "parse_raw": "import_file() reads and parses in one step",
    "parse_setup": "import_file() takes sep, header, col_names, col_types and na_strings itself",
    "print_mojo": _MOJO,
    "resume": "start the training again",
    "set_telemetry": "nothing is ever sent",
    "set_timezone": "times without a zone are read as UTC",
    "telemetry_enabled": "nothing is ever sent",
    "upload_custom_distribution": "use one of the built-in distributions",
    "upload_mojo": _MOJO,
}
