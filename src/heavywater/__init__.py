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

from heavywater._version import __version__
from heavywater.as_h2o import install_as_h2o, uninstall_as_h2o
from heavywater.frame import H2OFrame
from heavywater.session import (
    as_list,
    assign,
    cluster,
    cluster_info,
    cluster_status,
    connect,
    connection,
    deep_copy,
    get_frame,
    get_model,
    import_file,
    init,
    log_and_echo,
    ls,
    no_progress,
    remove,
    remove_all,
    show_progress,
    shutdown,
    upload_file,
)

__all__ = [
    "H2OFrame",
    "__version__",
    "as_list",
    "assign",
    "cluster",
    "cluster_info",
    "cluster_status",
    "connect",
    "connection",
    "create_frame",
    "deep_copy",
    "download_csv",
    "download_model",
    "export_file",
    "get_frame",
    "get_grid",
    "get_model",
    "import_file",
    "init",
    "install_as_h2o",
    "load_grid",
    "log_and_echo",
    "ls",
    "make_metrics",
    "no_progress",
    "rapids",
    "remove",
    "remove_all",
    "save_grid",
    "save_model",
    "show_progress",
    "shutdown",
    "uninstall_as_h2o",
    "upload_custom_metric",
    "upload_file",
    "upload_model",
]


# Submodules that `import h2o` brings along in H2O; here they are loaded when they are used.
_SUBMODULES = ("backend", "estimators", "grid", "model", "two_dim_table")


# Functions from modules that are loaded when they are used.
_FUNCTIONS = {
    "create_frame": "heavywater._making",
    "download_csv": "heavywater._exporting",
    "download_model": "heavywater._model_files",
    "export_file": "heavywater._exporting",
    "get_grid": "heavywater._grid_files",
    "load_grid": "heavywater._grid_files",
    "load_model": "heavywater._model_files",
    "make_metrics": "heavywater.model.make",
    "save_grid": "heavywater._grid_files",
    "rapids": "heavywater._rapids",
    "save_model": "heavywater._model_files",
    "upload_custom_metric": "heavywater._custom_metrics",
    "upload_model": "heavywater._model_files",
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
