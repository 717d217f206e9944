"""Files for the walkthrough: digits in the layout of MNIST's CSV files, and a server for them."""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import heavywater

CARS = Path(heavywater.__file__).parent / "data" / "cars_20mpg.csv"


def write_digits(folder: Path) -> None:
    """Write train.csv.gz (1,500 rows) and test.csv.gz (297) without header, the digit last.

    scikit-learn's digits have 8 x 8 pixels of 0 to 16; each becomes 3 x 3 pixels of 0 to 255, in
    a margin of two.
    """
    import numpy as np
    from sklearn.datasets import load_digits

    digits = load_digits()
    large = np.kron(digits.images, np.ones((1, 3, 3))) * (255 / 16)
    pixels = np.pad(large, ((0, 0), (2, 2), (2, 2))).round().astype(int).reshape(-1, 784)
    rows = np.column_stack([pixels, digits.target])
    for name, part in (("train", rows[:1500]), ("test", rows[1500:])):
        text = "".join(",".join(map(str, row)) + "\n" for row in part.tolist())
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode(), 1))


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server on loopback that hands out the files of a folder."""
    handler = functools.partial(_Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
