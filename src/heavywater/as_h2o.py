"""Unchanged ``import h2o`` scripts on this package.

`install_as_h2o` lets ``import h2o`` and ``from h2o.estimators... import ...`` find the modules of
this package. They are the same module objects, so a class is one class under both names.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType

from heavywater._stand_ins import instead_of, stand_in_module
from heavywater.exceptions import H2OStartupError

__all__ = ["install_as_h2o", "uninstall_as_h2o"]

_OURS = "heavywater"
_THEIRS = "h2o"


def _our_name(name: str) -> str:
    return _OURS + name.removeprefix(_THEIRS)


class _SameModule(importlib.abc.Loader):
    """Hands out the module of this package under H2O's name."""

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = importlib.import_module(_our_name(spec.name))
        # The import system writes the spec that it asked with into the module; keep our own.
        self._own = (module.__spec__, module.__loader__, module.__package__)
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__, module.__loader__, module.__package__ = self._own


class _StandInModule(importlib.abc.Loader):
    """Hands out a module of stand-ins for one of H2O's that is not here.

    Parameters
    ----------
    instead
        What to use instead of what is in it.
    """

    def __init__(self, instead: str) -> None:
        self._instead = instead

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return stand_in_module(spec.name, self._instead)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to do: the stand-ins are made when they are asked for."""


class _Finder(importlib.abc.MetaPathFinder):
    """Finds ``h2o`` and ``h2o.a.b`` as ``heavywater`` and ``heavywater.a.b``.

    Modules of H2O-3 that are not here are found too, as modules of stand-ins.
    """

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the import system's signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != _THEIRS and not fullname.startswith(f"{_THEIRS}."):
            return None
        instead = instead_of(fullname.partition(".")[2])
        if instead is not None:
            return importlib.machinery.ModuleSpec(fullname, _StandInModule(instead))
        found = importlib.util.find_spec(_our_name(fullname))
        if found is None:
            raise ModuleNotFoundError(
                f"Heavywater, which stands in for h2o, has no module {fullname!r} in this release.",
                name=fullname,
            )
        is_package = found.submodule_search_locations is not None
        return importlib.machinery.ModuleSpec(fullname, _SameModule(), is_package=is_package)


_finder = _Finder()


def install_as_h2o() -> None:
    """Let ``import h2o`` find this package, for the rest of the process.

    Calling it again changes nothing. `uninstall_as_h2o` takes it back.

    Raises
    ------
    H2OStartupError
        If the real ``h2o`` has been imported already.

    Examples
    --------
    >>> import heavywater
    >>> heavywater.install_as_h2o()
    >>> import h2o
    >>> h2o is heavywater
    True
    >>> heavywater.uninstall_as_h2o()
    """
    _refuse_after_the_real_one()
    if _finder not in sys.meta_path:
        # Before the finder of installed packages, of which the real h2o may be one.
        sys.meta_path.insert(0, _finder)


def uninstall_as_h2o() -> None:
    """Let ``import h2o`` find what it found before `install_as_h2o`.

    Names that were imported meanwhile keep their meaning.
    """
    if _finder in sys.meta_path:
        sys.meta_path.remove(_finder)
    for name in [name for name in sys.modules if _is_ours_as_theirs(name)]:
        del sys.modules[name]


def _is_theirs(name: str) -> bool:
    return name == _THEIRS or name.startswith(f"{_THEIRS}.")


def _is_ours_as_theirs(name: str) -> bool:
    if not _is_theirs(name):
        return False
    module = sys.modules[name]
    if isinstance(getattr(module, "__loader__", None), _StandInModule):
        return True
    return module is sys.modules.get(_our_name(name))


def _refuse_after_the_real_one() -> None:
    real = next((n for n in sys.modules if _is_theirs(n) and not _is_ours_as_theirs(n)), None)
    if real is not None:
        where = getattr(sys.modules[real], "__file__", None) or "an unknown place"
        raise H2OStartupError(
            f"The real h2o has been imported already (from {where}); call install_as_h2o() "
            "before the first 'import h2o'."
        )
