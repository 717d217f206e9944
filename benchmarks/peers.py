"""Trains one library on arrays for `compare_peers.py`, and notes its rows a second.

Each learner trains the same network, 200 and 200 rectifying units, on the same rows. Heavywater and
H2O-3 report the speed of their own training loop; the others are loops over arrays that are ready,
without any preparation of data. Runs in the interpreter of the library that it measures.
"""

from __future__ import annotations

import argparse
import itertools
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from library import Recorder, start, use_cores

#: Units of the hidden layers.
HIDDEN = (200, 200)

#: Each cell of the table trains about so many seconds.
SECONDS = 1.0

#: Times as long all rows may take.
LONGER = 6

Arrays = dict[str, np.ndarray]
#: Trains on so many rows and gives the seconds that it took.
Run = Callable[[int], float]


def _heavywater(arrays: Arrays, batch: int, session: Any) -> Run:
    return _h2o_like(arrays, batch, session, "heavywater")


def _h2o(arrays: Arrays, batch: int, session: Any) -> Run:
    return _h2o_like(arrays, batch, session, "h2o")


def _h2o_like(arrays: Arrays, batch: int, session: Any, name: str) -> Run:
    import pandas as pd

    from library import estimator

    table = pd.DataFrame(arrays["numbers"], columns=[f"n{i}" for i in range(_width(arrays))])
    for column in range(arrays["levels"].shape[1]):
        table[f"c{column}"] = [f"l{level}" for level in arrays["levels"][:, column]]
    table["label"] = [f"k{label}" for label in arrays["label"]]
    kinds = {name: "enum" for name in table.columns if name[0] in "cl"}
    frame = session.H2OFrame(table, column_types=kinds)

    def run(rows: int) -> float:
        model = estimator(name)(
            hidden=list(HIDDEN),
            epochs=rows / len(table),
            mini_batch_size=batch,
            seed=1,
            score_duty_cycle=0.0,
            stopping_rounds=0,
            variable_importances=False,
        )
        model.train(y="label", training_frame=frame)
        history = model.scoring_history()
        speed = float(str(list(history["training_speed"])[-1]).split()[0].replace(",", ""))
        return rows / speed

    return run


def _width(arrays: Arrays) -> int:
    return int(arrays["numbers"].shape[1])


def _offsets(arrays: Arrays) -> np.ndarray:
    """Positions of the levels among those of all columns."""
    count = int(arrays["levels"].max(initial=-1)) + 1
    return arrays["levels"] + np.arange(arrays["levels"].shape[1]) * count


def _torch(arrays: Arrays, batch: int, cores: Any) -> Run:
    import torch
    from torch import nn

    torch.set_num_threads(cores)
    numbers = torch.from_numpy(arrays["numbers"])
    levels = torch.from_numpy(_offsets(arrays))
    label = torch.from_numpy(arrays["label"])
    outputs = int(label.max()) + 1

    class Net(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.dense = nn.Linear(numbers.shape[1], HIDDEN[0])
            self.bag = (
                nn.EmbeddingBag(int(levels.max()) + 1, HIDDEN[0], mode="sum")
                if (levels.shape[1])
                else None
            )
            self.rest = nn.Sequential(
                nn.ReLU(), nn.Linear(*HIDDEN), nn.ReLU(), nn.Linear(HIDDEN[1], outputs)
            )

        def forward(self, x: Any, c: Any) -> Any:
            first = self.dense(x)
            return self.rest(first if self.bag is None else first + self.bag(c))

    net = Net()
    optimizer = torch.optim.Adadelta(net.parameters(), lr=1.0, rho=0.99, eps=1e-8)
    loss = nn.CrossEntropyLoss()

    def run(rows: int) -> float:
        order = torch.randperm(len(label))[:rows]
        begin = time.perf_counter()
        for part in order.split(batch):
            optimizer.zero_grad()
            loss(net(numbers[part], levels[part]), label[part]).backward()
            optimizer.step()
        return time.perf_counter() - begin

    return run


def _jax(arrays: Arrays, batch: int, _: Any) -> Run:
    import jax
    import jax.numpy as jnp

    rng = np.random.default_rng(0)
    levels = _offsets(arrays)
    sizes = [_width(arrays), *HIDDEN, int(arrays["label"].max()) + 1]
    weights = [
        (jnp.asarray(rng.normal(size=(i, o)).astype(np.float32) * 0.05), jnp.zeros(o))
        for i, o in itertools.pairwise(sizes)
    ]
    bag = jnp.asarray(rng.normal(size=(int(levels.max(initial=-1)) + 2, HIDDEN[0])) * 0.05)
    state = (weights, bag.astype(jnp.float32))
    zeros = jax.tree.map(jnp.zeros_like, state)

    def loss(state: Any, x: Any, c: Any, y: Any) -> Any:
        weights, bag = state
        value = x @ weights[0][0] + weights[0][1]
        if levels.shape[1]:
            value = value + bag[c].sum(axis=1)
        for w, b in weights[1:]:
            value = jax.nn.relu(value) @ w + b
        return -jnp.take_along_axis(jax.nn.log_softmax(value), y[:, None], 1).mean()

    @jax.jit
    def step(state: Any, squares: Any, updates: Any, x: Any, c: Any, y: Any) -> Any:
        g = jax.grad(loss)(state, x, c, y)
        squares = jax.tree.map(lambda a, b: 0.99 * a + 0.01 * b * b, squares, g)
        move = jax.tree.map(
            lambda u, s, g: jnp.sqrt(u + 1e-8) / jnp.sqrt(s + 1e-8) * g, updates, squares, g
        )
        updates = jax.tree.map(lambda a, b: 0.99 * a + 0.01 * b * b, updates, move)
        return jax.tree.map(lambda a, b: a - b, state, move), squares, updates

    held = [state, zeros, zeros]

    def run(rows: int) -> float:
        order = rng.permutation(len(levels))[: max(1, rows // batch) * batch]
        begin = time.perf_counter()
        for part in order.reshape(-1, batch):
            held[:] = step(*held, arrays["numbers"][part], levels[part], arrays["label"][part])
        jax.block_until_ready(held[0])
        return (time.perf_counter() - begin) * rows / order.size

    return run


def _sklearn(arrays: Arrays, batch: int, _: Any) -> Run:
    import scipy.sparse
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import OneHotEncoder

    warnings.filterwarnings("ignore", message="Stochastic Optimizer: Maximum iterations")
    x: Any = arrays["numbers"]
    if arrays["levels"].shape[1]:
        encoded = OneHotEncoder(dtype=np.float32).fit_transform(arrays["levels"])
        x = scipy.sparse.hstack([x, encoded]).tocsr()

    def run(rows: int) -> float:
        model = MLPClassifier(HIDDEN, batch_size=min(batch, rows), max_iter=1)
        begin = time.perf_counter()
        model.fit(x[:rows], arrays["label"][:rows])
        return time.perf_counter() - begin

    return run


LEARNERS: dict[str, Callable[[Arrays, int, Any], Run]] = {
    "heavywater": _heavywater,
    "h2o": _h2o,
    "torch": _torch,
    "jax": _jax,
    "sklearn": _sklearn,
}


def measured(run: Run, batch: int, seconds: float, most: int) -> float:
    """Rows a second, over a number of rows that takes about so many seconds.

    All rows, `most`, are trained where that takes not much longer: Heavywater trains a copy of the
    network on each core in long runs only.
    """
    few = max(4 * batch, 256)
    run(few)
    rate = few / run(few)
    whole = rate * LONGER * seconds >= most
    rows = most if whole else int(max(rate * seconds, few))
    return rows / run(rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every kind of data at every batch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", dest="name", choices=LEARNERS, required=True)
    parser.add_argument("--data", nargs="+", required=True, metavar="KIND=FILE")
    parser.add_argument("--batches", nargs="+", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="file to add the results to")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--port", type=int, help="of H2O-3's server")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args(arguments)
    cores, record = use_cores(options.cores), Recorder(options.out)
    given: Any = cores
    if options.name in ("h2o", "heavywater"):
        given = start(options.name, cores, options.port, None)
        given.no_progress()
    for kind, path in (pair.split("=", 1) for pair in options.data):
        arrays = dict(np.load(path))
        for batch in options.batches:
            run = LEARNERS[options.name](arrays, batch, given)
            record(f"{kind} {batch}", measured(run, batch, options.seconds, len(arrays["label"])))
    if options.name in ("h2o", "heavywater"):
        given.cluster().shutdown()


if __name__ == "__main__":
    main()
