"""Heavywater: H2O-3's Python API without the JVM.

Examples
--------
>>> import heavywater as h2o
>>> h2o.init(verbose=False)
>>> frame = h2o.H2OFrame({"x": [1, 2, 3]})
>>> frame.shape
(3, 1)
"""

from __future__ import annotations

from typing import Any

from heavywater._importing import import_file, upload_file
from heavywater._objects import (
    as_list,
    assign,
    deep_copy,
    get_frame,
    get_model,
    ls,
    remove,
    remove_all,
)
from heavywater._version import __version__
from heavywater.as_h2o import install_as_h2o, uninstall_as_h2o
from heavywater.frame import H2OFrame
from heavywater.session import (
    cluster,
    cluster_info,
    cluster_status,
    connect,
    connection,
    init,
    log_and_echo,
    no_progress,
    show_progress,
    shutdown,
)

__all__ = [
    "H2OFrame",
    "__version__",
    "api",
    "as_list",
    "assign",
    "cluster",
    "cluster_info",
    "cluster_status",
    "connect",
    "connection",
    "create_frame",
    "deep_copy",
    "download_all_logs",
    "download_csv",
    "download_model",
    "enable_expr_optimizations",
    "estimate_cluster_mem",
    "explain",
    "explain_row",
    "export_file",
    "flow",
    "frames",
    "get_frame",
    "get_grid",
    "get_model",
    "get_timezone",
    "import_file",
    "import_sql_select",
    "import_sql_table",
    "init",
    "install_as_h2o",
    "interaction",
    "is_expr_optimizations_enabled",
    "lazy_import",
    "list_timezones",
    "load_dataset",
    "load_frame",
    "load_grid",
    "log_and_echo",
    "ls",
    "make_leaderboard",
    "make_metrics",
    "model_correlation",
    "model_correlation_heatmap",
    "models",
    "network_test",
    "no_progress",
    "pareto_front",
    "parse_raw",
    "parse_setup",
    "pd_multi_plot",
    "ranking_metrics",
    "rapids",
    "remove",
    "remove_all",
    "resume",
    "save_grid",
    "save_model",
    "set_telemetry",
    "set_timezone",
    "show_progress",
    "shutdown",
    "telemetry_enabled",
    "uninstall_as_h2o",
    "upload_custom_metric",
    "upload_file",
    "upload_model",
    "varimp",
    "varimp_heatmap",
]


# Submodules that `import h2o` brings along in H2O; here they are loaded when they are used.
_SUBMODULES = (
    "assembly",
    "backend",
    "demo",
    "estimators",
    "explanation",
    "grid",
    "h2o",
    "model",
    "transforms",
    "two_dim_table",
)


# Functions from modules that are loaded when they are used.
_FUNCTIONS = {
    "get_timezone": "heavywater._zones",
    "import_sql_select": "heavywater._sql",
    "import_sql_table": "heavywater._sql",
    "lazy_import": "heavywater._parsing",
    "list_timezones": "heavywater._zones",
    "load_frame": "heavywater._exporting",
    "parse_raw": "heavywater._parsing",
    "parse_setup": "heavywater._parsing",
    "set_timezone": "heavywater._zones",
    "api": "heavywater._without_server",
    "create_frame": "heavywater._making",
    "download_all_logs": "heavywater._without_server",
    "download_csv": "heavywater._exporting",
    "download_model": "heavywater._model_files",
    "enable_expr_optimizations": "heavywater._without_server",
    "estimate_cluster_mem": "heavywater._without_server",
    "explain": "heavywater.explanation",
    "explain_row": "heavywater.explanation",
    "export_file": "heavywater._exporting",
    "flow": "heavywater._without_server",
    "frames": "heavywater._catalog",
    "get_grid": "heavywater._grid_files",
    "interaction": "heavywater._making",
    "is_expr_optimizations_enabled": "heavywater._without_server",
    "load_dataset": "heavywater._shipped",
    "load_grid": "heavywater._grid_files",
    "load_model": "heavywater._model_files",
    "make_leaderboard": "heavywater.scoring",
    "make_metrics": "heavywater.model.make",
    "models": "heavywater._catalog",
    "network_test": "heavywater._without_server",
    "model_correlation": "heavywater.explanation",
    "model_correlation_heatmap": "heavywater.explanation",
    "pareto_front": "heavywater.explanation",
    "pd_multi_plot": "heavywater.explanation",
    "ranking_metrics": "heavywater.model.make",
    "rapids": "heavywater._rapids",
    "resume": "heavywater._without_server",
    "save_grid": "heavywater._grid_files",
    "save_model": "heavywater._model_files",
    "set_telemetry": "heavywater._without_server",
    "telemetry_enabled": "heavywater._without_server",
    "upload_custom_metric": "heavywater._custom_metrics",
    "upload_model": "heavywater._model_files",
    "varimp": "heavywater.explanation",
    "varimp_heatmap": "heavywater.explanation",
}


def __getattr__(name: str) -> Any:
    import importlib

    if name in _SUBMODULES:
        return importlib.import_module(f"heavywater.{name}")
    if name in _FUNCTIONS:
        return getattr(importlib.import_module(_FUNCTIONS[name]), name)
    from heavywater._absent import ABSENT
    from heavywater.exceptions import H2OAttributeError, did_you_mean

    if name in ABSENT:
        raise H2OAttributeError(
            f"h2o.{name} is not available in this release of Heavywater: {ABSENT[name]}."
        )
    raise AttributeError(
        f"module 'heavywater' has no attribute {name!r}.{did_you_mean(name, __all__)}"
    )
