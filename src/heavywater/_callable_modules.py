"""Modules that can be called, for names that are a module and a function in H2O's package.

``h2o.frame`` is the module of `H2OFrame`, and ``h2o.frame(key)`` tells about a frame.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["make_callable"]


def make_callable(module: str, home: str) -> None:
    """Let a module be called like the function of its last name.

    Parameters
    ----------
    module
        Its full name; it is imported already.
    home
        The module in which the function is, which is imported at the first call.
    """
    name = module.rpartition(".")[2]

    def function() -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(import_module(home), name)
        return found

    class CallableModule(ModuleType):
        """A module that can be called."""

        def __call__(self, *args: Any, **options: Any) -> Any:
            return function()(*args, **options)

        @property
        def __signature__(self) -> inspect.Signature:
            return inspect.signature(function())

    sys.modules[module].__class__ = CallableModule
