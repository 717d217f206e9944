"""Compares the speed of training with PyTorch, JAX, scikit-learn and H2O-3, in one run.

Every library trains the same network on the same arrays, in a process of its own, in turn; medians
over the turns count::

    python benchmarks/compare_peers.py            # about fifteen minutes on two cores
    python benchmarks/compare_peers.py --quick    # about three
"""

from __future__ import annotations

import argparse
import statistics
import venv
from collections.abc import Sequence
from pathlib import Path

import machine
import processes
import speed_data
import tables
from processes import Record

TITLES = {
    "heavywater": "Heavywater",
    "h2o": "H2O-3",
    "torch": "PyTorch",
    "jax": "JAX",
    "sklearn": "scikit-learn",
}
BATCHES = (1, 32, 128, 512)
_ENVIRONMENT = Path(__file__).parent / ".peers-venv"
REQUIREMENTS = ("torch", "jax", "scikit-learn")

#: The products of a batch of 512 images, forward and back: two of the first layer (inputs have no
#: errors), three of the others.
IMAGE_PRODUCTS = [
    *[(200, 784, 512), (200, 200, 512), (512, 200, 10)],
    *[(200, 10, 512), (10, 512, 200), (200, 200, 512), (200, 512, 200), (200, 512, 784)],
]

#: Operations that they take for one row.
IMAGE_FLOP = sum(2 * m * k * n for m, k, n in IMAGE_PRODUCTS) // 512

NOTE = (
    "Rows a second, median over {repeats} turns, and in brackets how many times faster Heavywater "
    "is. Hidden layers of 200 and 200 rectifying units. Heavywater and H2O-3: the speed of the "
    "training loop by their own scoring history. H2O-3 accepts a mini-batch and trains row by row "
    "all the same, so that it is measured once. PyTorch, JAX: a plain loop over arrays that are "
    "ready, with ADADELTA as here; levels by nn.EmbeddingBag and by indexing. scikit-learn: "
    "MLPClassifier with its Adam, levels as a sparse one-hot matrix. At 512 rows a batch, on "
    "images, Heavywater spends its time as if it only multiplied matrices, at {share:.0%} of the "
    "rate at which one core multiplies square ones of 1,024 rows, {gflops:.0f} GFLOP/s, and at "
    "{own:.0%} of the rate at which all cores at once take the products of this network and batch, "
    "{own_gflops:.0f} GFLOP/s each."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print and write as the options say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=5, help="turns (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="one turn, shorter trainings")
    parser.add_argument("--cores", type=int, default=2, help="for each (default: %(default)s)")
    parser.add_argument("--only", nargs="+", choices=TITLES, help="some of the libraries")
    parser.add_argument("--h2o-python", metavar="PATH", help="interpreter with h2o and pandas")
    parser.add_argument(
        "--peers-python",
        metavar="PATH",
        help=f"interpreter with {', '.join(REQUIREMENTS)} (default: one is made)",
    )
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="put the table between <!-- peers:begin --> and <!-- peers:end --> there",
    )
    options = parser.parse_args(arguments)
    return processes.status_of(_compare, options)


def _compare(options: argparse.Namespace) -> int:
    repeats = 1 if options.quick else options.repeats
    chosen = options.only or list(TITLES)
    pythons = {name: _python(name, options) for name in chosen}
    files = speed_data.write()
    about = machine.facts(pythons.get("h2o"), options.cores)
    gflops = machine.sgemm_gflops()
    own_gflops = machine.products_gflops(IMAGE_PRODUCTS, options.cores)
    rates: dict[str, dict[str, list[float]]] = {name: {} for name in chosen}
    for turn in range(repeats):
        for name in chosen if turn % 2 == 0 else reversed(chosen):
            print(f"{TITLES[name]}, turn {turn + 1} of {repeats}", flush=True)
            for record in _run(name, pythons[name], files, options):
                rates[name].setdefault(record["what"], []).append(record["value"])
    middle = {
        name: {what: statistics.median(values) for what, values in found.items()}
        for name, found in rates.items()
    }
    note = NOTE.format(
        repeats=repeats,
        share=_share(middle, gflops, options.cores),
        gflops=gflops,
        own=_share(middle, own_gflops, options.cores),
        own_gflops=own_gflops,
    )
    header = ["data", *(TITLES[name] for name in chosen)]
    _show(header, table_rows(middle), note, about, options.markdown)
    return 0


def _python(name: str, options: argparse.Namespace) -> Path:
    if name == "h2o":
        return processes.h2o_python(options.h2o_python)
    if name == "heavywater":
        return processes.heavywater_python()
    if options.peers_python:
        return Path(options.peers_python)
    return _own_environment()


def _own_environment() -> Path:
    """The interpreter that has the peers, made at the first call."""
    done = _ENVIRONMENT / ".installed"
    if not done.exists():
        print(f"Installing {', '.join(REQUIREMENTS)} into {_ENVIRONMENT} ...", flush=True)
        venv.create(_ENVIRONMENT, with_pip=True, clear=True)
        if processes.install(_ENVIRONMENT, REQUIREMENTS):
            raise processes.MissingError(
                "The peers could not be installed. Install them yourself and name their "
                "interpreter with --peers-python PATH, or choose others with --only."
            )
        done.touch()
    return processes.python_of(_ENVIRONMENT)


def _run(
    name: str, python: Path, files: dict[str, Path], options: argparse.Namespace
) -> list[Record]:
    batches: Sequence[int] = (1,) if name == "h2o" else BATCHES
    arguments: list[object] = ["--library", name, "--cores", options.cores]
    arguments += ["--data", *(f"{kind}={path.resolve()}" for kind, path in files.items())]
    arguments += ["--batches", *batches]
    arguments += ["--port", processes.free_port()] if name == "h2o" else []
    arguments += ["--seconds", 0.3] if options.quick else []
    return processes.follow(python, "peers.py", arguments, _tell).records


def _tell(record: Record) -> None:
    print(f"    {record['what']:<18} {record['value']:>12,.0f} rows/s", flush=True)


def _share(rates: dict[str, dict[str, float]], gflops: float, cores: int) -> float:
    """Of a rate of products a core, what training images at batches of 512 achieves."""
    rate = rates.get("heavywater", {}).get("image 512", float("nan"))
    return rate * IMAGE_FLOP / (gflops * 1e9 * cores)


def table_rows(rates: dict[str, dict[str, float]]) -> list[list[str]]:
    """A row for each kind of data and batch: the rate of each library."""
    ours = rates.get("heavywater", {})
    rows = []
    for kind in speed_data.KINDS:
        for batch in BATCHES:
            what = f"{kind} {batch}"
            cells = [_cell(found.get(what), ours.get(what)) for found in rates.values()]
            rows.append([f"{kind}, {batch} row{'s' * (batch > 1)} a batch", *cells])
    return rows


def _cell(rate: float | None, ours: float | None) -> str:
    if rate is None:
        return ""
    if ours is None or rate == ours:
        return f"{rate:,.0f}"
    times = ours / rate
    return f"{rate:,.0f} ({times:.0f}×)" if times >= 10 else f"{rate:,.0f} ({times:.1f}×)"


def _show(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str,
    about: dict[str, str],
    page: Path | None,
) -> None:
    facts = "; ".join(f"{name}: {fact}" for name, fact in about.items())
    print(f"\n{tables.as_text(header, rows)}\n\n{note}\n\n{facts}.")
    if page:
        tables.update(page, "peers", f"{tables.as_markdown(header, rows)}\n\n{note}\n\n{facts}.")


if __name__ == "__main__":
    raise SystemExit(main())
