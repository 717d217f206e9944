"""The search, with models that are made up: their logloss is the hyper-parameter ``l1``."""

from __future__ import annotations

import math
import threading
from dataclasses import replace

import numpy as np
import pytest

from fake_models import FakeModel
from heavywater.core.frames.data import FrameData
from heavywater.core.jobs import Job, run_job
from heavywater.core.metrics import binomial_metrics
from heavywater.core.training.model import Built
from heavywater.core.training.request import TrainingRequest
from heavywater.core.training.search.criteria import checked_criteria
from heavywater.core.training.search.grid import Grid, GridPlan, sort_models, summary_table
from heavywater.core.training.search.search import Course, search
from heavywater.core.training.search.walkers import walk
from heavywater.exceptions import H2OJobCancelled, H2OValueError


def model(key, loss, **parameters):
    probability = math.exp(-loss)
    metrics = binomial_metrics([1, 0], [probability, 1 - probability], ["no", "yes"])
    return FakeModel(
        key=key,
        category="Binomial",
        training_metrics=metrics,
        parameters={"l1": loss, **parameters},
    )


class Maker:
    """Makes models at once; combinations in `bad` fail."""

    def __init__(self, bad=(), before=(), on_build=lambda request, job: None):
        self.bad, self.before, self.on_build = bad, before, on_build
        self.kept, self.threads, self.saves = [], [], 0

    def request(self, combination, key, position):
        if combination["l1"] in self.bad:
            raise H2OValueError(f"l1 is {combination['l1']}.")
        return TrainingRequest(
            model_key=key,
            parameters={"max_runtime_secs": 0.0, **combination},
            given=dict(combination),
            predictors=["x"],
            response="y",
            training=FrameData.from_columns({}),
        )

    def described(self, combination):
        return {"l1": combination["l1"]}

    def build(self, request, job):
        self.on_build(request, job)
        self.threads.append(request.threads)
        return Built(model(request.model_key, request.parameters["l1"]), {})

    def keep(self, built):
        self.kept.append(built.model)

    def save(self):
        self.saves += 1

    def earlier(self):
        return list(self.before)


def make_grid(space, parallelism=1):
    plan = GridPlan(
        given={},
        hyper_params=space,
        criteria={},
        walk_seed=1,
        x=None,
        y="y",
        training_frame_key="f",
        validation_frame_key=None,
        parallelism=parallelism,
    )
    return Grid(key="g", algorithm="fake", hyper_names=sorted(space), plan=plan)


def run(space, maker=None, criteria=None, *, grid=None, parallelism=1, threads=2, job=None):
    maker = maker or Maker()
    grid = grid or make_grid(space, parallelism)
    checked = checked_criteria(criteria)
    found, count = walk(space, checked["strategy"], checked["seed"])
    course = Course(found, count, checked, len(grid.models))
    run_job(job or Job("j", "grid"), lambda job: search(grid, course, maker, job, threads=threads))
    return grid


def numbers(grid):
    return [entry.number for entry in grid.models]


def values(grid):
    return [entry.hyper["l1"] for entry in grid.models]


def test_models_are_numbered_and_kept():
    maker = Maker()
    grid = run({"l1": [0.3, 0.2, 0.1]}, maker)
    assert [entry.key for entry in grid.models] == ["g_model_1", "g_model_2", "g_model_3"]
    assert [kept.key for kept in maker.kept] == [entry.key for entry in grid.models]
    assert values(grid) == [0.3, 0.2, 0.1]
    assert maker.saves == 3


def test_failures_are_listed_and_not_fatal():
    grid = run({"l1": [0.3, 0.2, 0.1]}, Maker(bad=[0.2]))
    assert numbers(grid) == [1, 3]
    (failure,) = grid.failures
    assert (failure.hyper, failure.message) == ({"l1": 0.2}, "l1 is 0.2.")
    assert (failure.kind, failure.parameters) == ("H2OValueError", {"l1": 0.2})


def test_equal_combinations_are_built_once():
    assert numbers(run({"l1": [0.3, 0.3, 0.1]})) == [1, 3]


def test_a_second_search_adds_what_is_new():
    grid = run({"l1": [0.3, 0.2]})
    grid.plan = replace(grid.plan, first_number=grid.numbered + 1)
    run({"l1": [0.2, 0.1]}, grid=grid)
    assert values(grid) == [0.3, 0.2, 0.1]
    assert numbers(grid) == [1, 2, 4]


@pytest.mark.parametrize("parallelism", [1, 2, 3])
def test_max_models_counts_what_was_built(parallelism):
    criteria = {"strategy": "RandomDiscrete", "max_models": 3, "seed": 7}
    space = {"l1": [0.0, 0.1, 0.2, 0.3, 0.4]}
    # Seed 7 meets 1, 4, 0, 3, 2.
    grid = run(space, Maker(bad=[0.4]), criteria, parallelism=parallelism)
    assert values(grid) == [0.1, 0.0, 0.3]


@pytest.mark.parametrize("parallelism", [1, 2])
def test_early_stopping_does_not_depend_on_which_model_is_faster(parallelism):
    space = {"l1": [0.5] * 3 + [0.5 - i / 1e6 for i in range(1, 18)]}
    criteria = {"strategy": "Sequential", "stopping_rounds": 2, "stopping_tolerance": 0.1}
    release = threading.Event()

    def slow_first(request, job):
        # The first model ends after the second has.
        if request.model_key == "g_model_1" and parallelism > 1:
            release.wait(10)
        release.set()

    counts = {
        len(run(space, Maker(on_build=slow_first), criteria, parallelism=parallelism).models)
        for _ in range(3)
    }
    # Five models are looked at before the first verdict; as many more as run beside it.
    assert len(counts) == 1


def test_early_stopping_compares_the_best_with_the_next_best():
    same = {"l1": [0.5 + i / 1e6 for i in range(20)]}
    criteria = {"strategy": "Sequential", "stopping_rounds": 2, "stopping_tolerance": 0.1}
    assert len(run(same, criteria=criteria).models) == 5
    improving = {"l1": [0.5 * 0.8**i for i in range(20)]}
    assert len(run(improving, criteria=criteria).models) == 20
    assert len(run(same, criteria={**criteria, "early_stopping": False}).models) == 20


def test_time_limits_end_the_search():
    maker = Maker()
    limits = []
    maker.on_build = lambda request, job: limits.append(request.parameters["max_runtime_secs"])
    criteria = {"strategy": "RandomDiscrete", "max_runtime_secs": 1e-9, "seed": 1}
    assert run({"l1": [0.1, 0.2]}, maker, criteria).models == []
    run({"l1": [0.1, 0.2]}, maker, {**criteria, "max_runtime_secs": 50.0})
    assert len(limits) == 2
    assert all(0 < limit <= 50 for limit in limits)


@pytest.mark.parametrize(("parallelism", "each"), [(1, 2), (2, 1), (0, 1)])
def test_models_side_by_side_have_one_thread_each(parallelism, each):
    maker = Maker()
    run({"l1": [0.1, 0.2, 0.3]}, maker, parallelism=parallelism, threads=2)
    assert maker.threads == [each] * 3


def test_parallel_models_are_listed_in_their_order():
    release = threading.Event()

    def slow_first(request, job):
        if request.model_key == "g_model_1":
            release.wait(10)
        else:
            release.set()

    grid = run({"l1": [0.3, 0.2, 0.1]}, Maker(on_build=slow_first), parallelism=2)
    assert numbers(grid) == [1, 2, 3]


def test_cancelling_keeps_what_is_done():
    job = Job("j", "grid")

    def cancel_at_second(request, part):
        if request.model_key == "g_model_2":
            job.cancel()
            part.checkpoint()

    grid = make_grid({"l1": [0.3, 0.2, 0.1]})
    with pytest.raises(H2OJobCancelled):
        run({"l1": [0.3, 0.2, 0.1]}, Maker(on_build=cancel_at_second), grid=grid, job=job)
    assert numbers(grid) == [1]
    assert grid.failures == []


def test_models_are_sorted_by_logloss_or_by_what_is_asked_for():
    models = [model("a", 0.3), model("b", 0.1), model("c", 0.2)]
    found, metric, losses = sort_models(models)
    assert ([m.key for m in found], metric) == (["b", "c", "a"], "logloss")
    assert losses == pytest.approx([0.1, 0.2, 0.3])
    found, metric, _ = sort_models(models, "RMSE", decreasing=True)
    assert ([m.key for m in found], metric) == (["a", "c", "b"], "rmse")
    assert sort_models(models, "AUCPR")[1] == "aucpr"
    with pytest.raises(H2OValueError, match=r"cannot be sorted by 'lgloss'.*Did you mean"):
        sort_models(models, "lgloss")


@pytest.mark.parametrize(
    ("name", "criterion"), [("f0point5", "f0point5"), ("f2", "f2"), ("MCC", "absolute_mcc")]
)
def test_what_depends_on_a_threshold_is_that_of_each_models_best(name, criterion):
    # H2O-3 3.46.0.12 sorts a grid by f0point5 of 0.75446, and gives 0.75061 where F1 is largest
    rng = np.random.default_rng(2)
    truth = rng.uniform(size=200) < 0.4
    one = model("m", 0.1)
    scores = np.clip(truth * 0.2 + rng.uniform(size=200), 0, 1)
    one.training_metrics = binomial_metrics(truth, scores, ["no", "yes"])
    scores = one.training_metrics.thresholds.scores[criterion]
    found = sort_models([one], name)[2][0]
    assert found == np.nanmax(scores) > scores[one.training_metrics.max_f1_index]


def test_cross_validation_goes_before_validation_before_training():
    train, valid, xval = (model("m", loss).training_metrics for loss in (0.1, 0.2, 0.3))
    one = model("m", 0.1)
    one.validation_metrics = valid
    assert sort_models([one])[2] == pytest.approx([0.2])
    one.cross_validation_metrics = xval
    assert sort_models([one])[2] == pytest.approx([0.3])
    assert train is not valid


def test_the_table_is_h2os():
    grid = make_grid({"hidden": [[3], [4, 4]], "l1": [0, 1], "activation": ["Tanh"]})
    models = [
        model("a", 0.5, hidden=[4, 4], activation="Tanh"),
        model("b", 0.7, hidden=[3], activation="Tanh"),
    ]
    table = summary_table(grid, models, "logloss", [0.5, 0.7])
    assert (table.title, table.description) == (
        "Hyper-Parameter Search Summary",
        "ordered by increasing logloss",
    )
    assert table.names == ["", "activation", "hidden", "l1", "model_ids", "logloss"]
    assert [column.type for column in table.columns] == [
        "string", "string", "string", "double", "string", "double"
    ]  # fmt: skip
    assert table.rows[0] == ("", "Tanh", "[4, 4]", 0.5, "a", 0.5)
    assert table.rows[1] == ("", "Tanh", "3", 0.7, "b", 0.7)
