"""The command ``heavywater``."""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import importlib.util
import os
import platform
import sys
from collections.abc import Sequence

from heavywater._version import API_VERSION, __version__

__all__ = ["main"]

# Optional packages, and what they add.
_EXTRAS = {
    "pandas": "as_data_frame()",
    "pyarrow": "as_data_frame(), to_arrow()",
    "matplotlib": "plots",
    "sklearn": "comparisons",
    "IPython": "notebooks",
    "jupyterlab": "heavywater lab",
}
_BASE = ("numpy", "polars", "numba", "scipy", "rich")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments
        Words after ``heavywater``; those of the process when they are not given.

    Returns
    -------
    int
        Exit status.
    """
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="heavywater", description="H2O-3's Python API without the JVM."
    )
    parser.add_argument(
        "--version", action="version", version=f"heavywater {__version__} (H2O API {API_VERSION})"
    )
    parser.set_defaults(run=lambda _: _help(parser))
    commands = parser.add_subparsers(title="commands")
    demo = commands.add_parser("demo", help="run the walkthrough")
    demo.set_defaults(run=lambda _: _demo())
    lab = commands.add_parser("lab", help="open the walkthrough as notebooks, in JupyterLab")
    command = importlib.import_module("heavywater.lab.command")
    command.add_options(lab)
    lab.set_defaults(run=command.run)
    doctor = commands.add_parser("doctor", help="show facts about this installation")
    doctor.set_defaults(run=lambda _: _doctor())
    return parser


def _help(parser: argparse.ArgumentParser) -> int:
    parser.print_help()
    return 0


def _demo() -> int:
    # Imported by name: the walkthrough needs plots, which the other commands do not.
    demo = importlib.import_module("heavywater.demo")
    return int(demo.main() or 0)


def _doctor() -> int:
    from heavywater.display.facts import facts_text

    for title, facts in (
        ("This installation", _installation()),
        ("This machine", _machine()),
        ("Optional packages", _extras()),
    ):
        print(f"{title}\n{facts_text(facts)}\n")
    missing = [name for name in _BASE if importlib.util.find_spec(name) is None]
    if missing:
        print(f"Missing: {', '.join(missing)}. Install them with: pip install heavywater")
        return 1
    return 0


def _installation() -> list[tuple[str, str]]:
    import heavywater

    return [
        ("heavywater", __version__),
        ("H2O API", API_VERSION),
        ("folder", os.path.dirname(heavywater.__file__)),
        ("Python", f"{platform.python_version()} ({sys.executable})"),
        *((name, _installed(name)) for name in _BASE),
        ("compiled kernels", _kernel_cache()),
    ]


def _machine() -> list[tuple[str, str]]:
    from heavywater.backend.cluster import free_memory, memory_text
    from heavywater.session import available_cores

    free = free_memory()
    return [
        ("system", platform.platform()),
        ("processor", platform.processor() or platform.machine()),
        ("cores", f"{available_cores()} of {os.cpu_count()} may be used"),
        ("free memory", memory_text(free) if free else "unknown"),
    ]


def _extras() -> list[tuple[str, str]]:
    return [(name, f"{_installed(name)} ({purpose})") for name, purpose in _EXTRAS.items()]


def _installed(name: str) -> str:
    if importlib.util.find_spec(name) is None:
        return "not installed"
    names = importlib.metadata.packages_distributions().get(name, [name])
    return importlib.metadata.version(names[0])


def _kernel_cache() -> str:
    """Where Numba keeps compiled kernels, and whether there are any."""
    import heavywater

    root = os.environ.get("NUMBA_CACHE_DIR") or os.path.dirname(heavywater.__file__)
    compiled = [
        os.path.join(folder, file)
        for folder, _, files in os.walk(root)
        for file in files
        if file.endswith(".nbc") and "heavywater" in folder
    ]
    if not compiled:
        return "none yet; the first training compiles them, which takes some seconds"
    size = sum(os.path.getsize(file) for file in compiled)
    return f"{len(compiled)} files, {size / 2**20:.1f} MB, below {root}"
