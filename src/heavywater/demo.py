"""The walkthrough, run from end to end: ``heavywater demo``.

Each step shows its code, runs it as a notebook cell would, and shows what came out. Plots are
written as PNG files to the folder ``heavywater-demo``.
"""

from __future__ import annotations

import ast
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from heavywater._callable_modules import make_callable
from heavywater.datasets import CARS

__all__ = ["STEPS", "Step", "main"]

FOLDER = Path("heavywater-demo")


@dataclass(frozen=True, slots=True)
class Step:
    """One cell of the walkthrough."""

    title: str
    says: str
    code: str


def _step(title: str, says: str, code: str) -> Step:
    return Step(title, " ".join(dedent(says).split()), dedent(code).strip())


STEPS = (
    _step(
        "Start a session",
        "No server and no Java: everything runs in this Python process.",
        """
        import heavywater as h2o
        from heavywater.estimators.deeplearning import H2ODeepLearningEstimator
        h2o.init()
        """,
    ),
    _step(
        "Import the cars",
        "Separator, header and column types are guessed, as H2O guesses them.",
        """
        cars = h2o.import_file(CARS)
        cars
        """,
    ),
    _step(
        "A first network",
        """The defaults: two hidden layers of 200 rectifier units, 10 epochs. It learns the number
        of cylinders from five columns.""",
        """
        cars["economy_20mpg"] = cars["economy_20mpg"].asfactor()
        predictors = ["displacement", "power", "weight", "acceleration", "year"]
        response = "cylinders"
        cars_dl = H2ODeepLearningEstimator(activation=None, seed=1234)
        cars_dl.train(x=predictors, y=response, training_frame=cars)
        cars_dl.mse()
        """,
    ),
    _step(
        "Another activation, and rows held back",
        "A fixed seed makes the split and the network repeatable.",
        """
        train, valid = cars.split_frame(ratios=[.8], seed=1234)
        cars_dl = H2ODeepLearningEstimator(activation="tanh", epochs=15, seed=1234)
        cars_dl.train(x=predictors, y=response, training_frame=train, validation_frame=valid)
        cars_dl.mse(train=True, valid=True)
        """,
    ),
    _step(
        "Dropout",
        "Half of each hidden layer's units sit out each row.",
        """
        cars_dl = H2ODeepLearningEstimator(activation="tanhwithdropout", epochs=20,
                                           hidden=[200, 200], hidden_dropout_ratios=[0.5, 0.5],
                                           seed=1234)
        cars_dl.train(x=predictors, y=response, training_frame=train, validation_frame=valid)
        cars_dl.mse(train=True, valid=True)
        """,
    ),
    _step(
        "Mini-batches",
        "One averaged gradient and one update for every 32 rows.",
        """
        cars_dl = H2ODeepLearningEstimator(activation="tanhwithdropout", epochs=20,
                                           hidden=[200, 200], hidden_dropout_ratios=[0.5, 0.5],
                                           seed=1234, mini_batch_size=32)
        cars_dl.train(x=predictors, y=response, training_frame=train, validation_frame=valid)
        cars_dl.mse(train=True, valid=True)
        """,
    ),
    _step(
        "Learning rate, and L1 regularisation",
        """The rate has an effect only without the adaptive rate; with it, Heavywater says so
        instead of ignoring it silently.""",
        """
        cars_dl = H2ODeepLearningEstimator(activation="tanhwithdropout", epochs=20,
                                           hidden=[200, 200], hidden_dropout_ratios=[0.5, 0.5],
                                           seed=1234, mini_batch_size=32, rate=0.01, l1=1e-5)
        cars_dl.train(x=predictors, y=response, training_frame=train, validation_frame=valid)
        cars_dl.mse(train=True, valid=True)
        """,
    ),
    _step(
        "The whole page of a model",
        "Layers, metrics, scoring history and variable importances.",
        """
        cars_dl.show()
        """,
    ),
    _step(
        "Two classes",
        "A categorical response makes it a classifier; this one scores after every iteration.",
        """
        economy = H2ODeepLearningEstimator(epochs=30, seed=1234, score_each_iteration=True)
        economy.train(x=predictors, y="economy_20mpg", training_frame=train, validation_frame=valid)
        print("AUC:", economy.auc(train=True, valid=True))
        economy.predict(valid)
        """,
    ),
    _step(
        "How its error fell",
        f"Plots are figures; these are also written to {FOLDER}/.",
        f"""
        economy.plot(save_plot_path="{FOLDER}/cars-logloss.png")
        economy.varimp_plot(save_plot_path="{FOLDER}/cars-importances.png")
        """,
    ),
    _step(
        "Digits",
        """Handwritten digits as a table: a column for each pixel, the digit last, and no header,
        so the columns are C1, C2, ... and are named by position.""",
        """
        train, test = digits()
        predictors = list(range(0, train.ncol - 1))
        resp = train.ncol - 1
        train[resp] = train[resp].asfactor()
        test[resp] = test[resp].asfactor()
        train.shape, train[resp].nlevels()
        """,
    ),
    _step(
        "A network with everything set by hand",
        """Momentum that grows, a rate that shrinks, dropout of inputs and units, L1: the settings
        of the walkthrough's last task.""",
        """
        model = H2ODeepLearningEstimator(activation="RectifierWithDropout",
                                         adaptive_rate=False,
                                         rate=0.01,
                                         rate_decay=0.9,
                                         rate_annealing=1e-6,
                                         momentum_start=0.95,
                                         momentum_ramp=1e5,
                                         momentum_stable=0.99,
                                         nesterov_accelerated_gradient=False,
                                         input_dropout_ratio=0.2,
                                         train_samples_per_iteration=20000,
                                         classification_stop=-1,
                                         epochs=50,
                                         l1=1e-5,
                                         seed=1234)
        model.train(x=predictors, y=resp, training_frame=train, validation_frame=test)
        model.model_performance(valid=True)
        """,
    ),
)


def main() -> int:
    """Run all steps.

    Returns
    -------
    int
        0; a step that fails raises.
    """
    begin = time.perf_counter()
    FOLDER.mkdir(exist_ok=True)
    scope: dict[str, Any] = {"CARS": str(CARS), "digits": _digits}
    warnings.simplefilter("always")
    for number, step in enumerate(STEPS, start=1):
        print(f"\n{'=' * 88}\n{number}. {step.title}\n\n{step.says}\n")
        print("\n".join(f"    {line}" for line in step.code.splitlines()), end="\n\n")
        _run_cell(step.code, scope)
    print(f"\n{'=' * 88}\nDone in {time.perf_counter() - begin:.1f} s. Plots are in {FOLDER}/.")
    return 0


def _run_cell(code: str, scope: dict[str, Any]) -> None:
    """Run statements, and show the value of a last expression as an interpreter does."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<walkthrough>", "exec"), scope)
    if last is not None and isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), "<walkthrough>", "eval"), scope)
        if value is not None:
            print(repr(value))


def _digits() -> tuple[Any, Any]:
    """Training and test rows of scikit-learn's digits (1,797 images of 8 x 8 pixels)."""
    import numpy as np

    import heavywater as h2o

    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise SystemExit(
            "The digits come from scikit-learn. Install it: pip install 'heavywater[demo]'"
        ) from error
    data = load_digits()
    table = np.column_stack([data.data, data.target]).astype(np.int64)
    rows = np.random.default_rng(1).permutation(len(table))
    names = [f"C{number}" for number in range(1, table.shape[1] + 1)]
    train, test = (
        h2o.H2OFrame(table[part], column_names=names) for part in (rows[:1400], rows[1400:])
    )
    return train, test


# In H2O, h2o.demo(name) runs a demonstration.
make_callable(__name__, "heavywater._shipped")
