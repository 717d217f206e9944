"""The walkthrough's blocks, and what has to be adapted for them to run anywhere.

`walkthrough.txt` keeps the blocks as they stand. They are run unchanged but for:

- the location of files: the data of this test take the place of the addresses;
- prose inside a fence: the block that imports the cars ends with a note for the reader;
- ``numpy.trapz``, which NumPy 2.4 no longer has: it is ``numpy.trapezoid`` now;
- ``%matplotlib inline`` where no IPython runs.

The last block uses `predictions`, which the document never makes; `PREDICTIONS` makes them.
"""

from __future__ import annotations

import re
from pathlib import Path

NOTE = (
    " \n"
    "Note: The line with the # is a code comment.  These can be useful to describe what you are "
    "doing in a given section of code.\n"
)
MAGIC = "%matplotlib inline\n"

# A frame with columns class, predict and predicted_class, from a model of two classes.
PREDICTIONS = """\
classifier = H2ODeepLearningEstimator(epochs=20, seed=1)
classifier.train(x=["displacement", "power", "weight", "acceleration", "year"],
                 y="economy_20mpg", training_frame=cars)
predicted = classifier.predict(cars)
predictions = cars["economy_20mpg"].cbind(predicted["p1"]).cbind(predicted["predict"])
predictions.names = ["class", "predict", "predicted_class"]
predictions = predictions[~predictions["class"].isna(), :]
"""


def verbatim() -> list[str]:
    """The blocks as they stand in the walkthrough."""
    text = Path(__file__).with_name("walkthrough.txt").read_text(encoding="utf-8")
    return re.findall(r"^~~~python *\n(.*?)^~~~$", text, re.DOTALL | re.MULTILINE)


def runnable(cars: str, train: str, test: str, *, magic: bool = False) -> list[str]:
    """The blocks with the locations of the files, `PREDICTIONS` before the last one."""
    text = "\0".join(verbatim())
    locations = {r"cars_20mpg\.csv": cars, r"train\.csv\.gz": train, r"test\.csv\.gz": test}
    for name, location in locations.items():
        text, count = re.subn(rf'"https://[^"]*/{name}"', lambda _, to=location: repr(to), text)
        assert count, name
    changes = [(NOTE, ""), ("np.trapz(", "np.trapezoid(")]
    for old, new in changes if magic else [*changes, (MAGIC, "")]:
        assert old in text, old
        text = text.replace(old, new)
    *blocks, last = text.split("\0")
    return [*blocks, PREDICTIONS, last]


def as_heavywater(blocks: list[str]) -> list[str]:
    """The blocks with the imports of this package instead of H2O's."""
    first = blocks[0].replace("import h2o\n", "import heavywater as h2o\n")
    first = first.replace("from h2o.estimators", "from heavywater.estimators")
    assert "heavywater as h2o" in first
    assert "from heavywater.estimators.deeplearning import" in first
    return [first, *blocks[1:]]
