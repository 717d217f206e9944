"""H2OGridSearch as users meet it."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

import heavywater as h2o
from heavywater.estimators import H2OAutoEncoderEstimator, H2ODeepLearningEstimator
from heavywater.exceptions import (
    H2OColumnError,
    H2ODeprecationWarning,
    H2OJobCancelled,
    H2OMissingKeyError,
    H2OModelBuildError,
    H2OTypeError,
    H2OValueError,
)
from heavywater.grid import (
    H2OAutoEncoderGridSearch,
    H2OBinomialGridSearch,
    H2OGridSearch,
    H2OMultinomialGridSearch,
    H2ORegressionGridSearch,
)

ROWS = 60


@pytest.fixture(autouse=True)
def quiet():
    h2o.no_progress()


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(ROWS, 2))
    total = x.sum(axis=1)
    columns = {
        "a": x[:, 0],
        "b": x[:, 1],
        "number": total,
        "two": np.where(total > 0, "yes", "no"),
        "three": np.array(["low", "mid", "top"])[np.digitize(total, [-0.5, 0.5])],
    }
    return h2o.H2OFrame(columns, column_types={"two": "enum", "three": "enum"})


def small(**parameters):
    return H2ODeepLearningEstimator(**{"epochs": 1, "hidden": [3], "seed": 5, **parameters})


def train(frame, space, estimator=None, y="two", criteria=None, **more):
    grid_options = {
        name: more.pop(name)
        for name in ("grid_id", "parallelism", "recovery_dir", "export_checkpoints_dir")
        if name in more
    }
    grid = H2OGridSearch(estimator or small(), space, search_criteria=criteria, **grid_options)
    return grid.train(["a", "b"], y, frame, **more)


def by_number(grid):
    return sorted(grid.models, key=lambda model: int(model.model_id.rpartition("_")[2]))


# -- Training ----------------------------------------------------------------------------------


def test_every_combination_is_trained(frame):
    estimator = H2ODeepLearningEstimator(epochs=1, seed=5)
    grid = train(frame, {"hidden": [[3], [4, 4]], "l1": [0, 1e-3]}, estimator)
    assert len(grid) == 4
    found = [(m.actual_params["hidden"], m.actual_params["l1"]) for m in by_number(grid)]
    assert found == [([3], 0), ([4, 4], 0), ([3], 1e-3), ([4, 4], 1e-3)]
    assert all(isinstance(model, H2ODeepLearningEstimator) for model in grid)
    assert grid.hyper_names == ["hidden", "l1"]


def test_a_model_is_what_it_would_be_alone(frame):
    grid = train(frame, {"l1": [0.0, 1e-3]})
    alone = small(l1=1e-3)
    alone.train(["a", "b"], "two", frame)
    assert by_number(grid)[1].logloss() == alone.logloss()


@pytest.mark.parametrize("parallelism", [0, 2, 3])
def test_parallel_models_are_those_of_one_after_the_other(frame, parallelism):
    one = train(frame, {"l1": [0.0, 1e-3, 1e-2]})
    several = train(frame, {"l1": [0.0, 1e-3, 1e-2]}, parallelism=parallelism)
    losses = [[model.logloss() for model in by_number(grid)] for grid in (one, several)]
    assert losses[0] == losses[1]


def test_train_returns_the_grid_and_takes_more_parameters(frame):
    grid = H2OGridSearch(H2ODeepLearningEstimator, {"l1": [0.0]})
    assert grid.train(["a"], "two", frame, hidden=[2], epochs=2, nfolds=2) is grid
    assert grid[0].actual_params["epochs"] == 2
    assert grid.is_cross_validated() == {grid.model_ids[0]: True}


def test_a_single_value_is_a_list_of_one(frame):
    assert len(train(frame, {"l1": 0.5, "activation": "tanh"})) == 1


def test_ranges_and_arrays_are_lists(frame):
    grid = train(frame, {"seed": range(2), "l1": np.array([0.0, 1e-3])}, small(seed=-1))
    assert len(grid) == 4


@pytest.mark.parametrize(
    ("space", "words"),
    [
        ({"hiden": [[3]]}, "Did you mean 'hidden'"),
        ({"ignore_const_cols": [True]}, "not gridable"),
        ({"l1": []}, "is empty"),
        ({"epochs": [1, 2]}, "set both"),
    ],
)
def test_names_are_checked_before_anything_is_trained(frame, space, words):
    with pytest.raises(H2OModelBuildError, match=words):
        train(frame, space)


def test_a_parameter_of_train_is_set_too(frame):
    with pytest.raises(H2OModelBuildError, match="set both"):
        train(frame, {"l1": [0.0]}, l1=0.1)


def test_failures_are_listed_and_the_rest_is_trained(frame, capsys):
    grid = train(frame, {"l1": [0.0, -1.0], "activation": ["Tanh", "Foo"]})
    assert len(grid) == 1
    assert len(grid.failed_params) == len(grid.failure_details) == 3
    described = {params["l1"] for params in grid.failed_params if params is not None}
    assert described == {-1.0}
    assert sorted(grid.failed_raw_params) == [["Foo", "-1.0"], ["Foo", "0.0"]]
    assert any("at least 0" in message for message in grid.failure_details)
    printed = capsys.readouterr().out
    assert "Hyper-parameter: activation, Foo" in printed
    assert "allowed are Tanh" in printed


def test_a_grid_without_any_model_is_an_error(frame):
    with pytest.raises(H2OModelBuildError, match="at least 0"):
        train(frame, {"l1": [-1.0, -2.0]})


def test_mistakes_that_concern_all_models_are_found_at_once(frame):
    grid = H2OGridSearch(small(), {"l1": [0.0]})
    with pytest.raises(H2OColumnError, match="nope"):
        grid.train(["nope"], "two", frame)
    with pytest.raises(H2OValueError, match="needs y"):
        grid.train(["a"], training_frame=frame)
    with pytest.raises(H2OValueError, match="training_frame"):
        grid.train(["a"], "two")
    assert len(grid) == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("dl", {}), H2OTypeError),
        ((H2ODeepLearningEstimator, [1]), H2OTypeError),
        ((H2ODeepLearningEstimator, {}, 3), H2OTypeError),
        ((H2ODeepLearningEstimator, {}, None, "Random"), H2OTypeError),
        ((H2ODeepLearningEstimator, {}, None, None, None, None, -1), H2OValueError),
        ((H2ODeepLearningEstimator, {}, None, None, None, None, "2"), H2OTypeError),
    ],
)
def test_wrong_arguments(arguments, error):
    with pytest.raises(error):
        H2OGridSearch(*arguments)


# -- Seeds -------------------------------------------------------------------------------------

RANDOM = {"strategy": "RandomDiscrete", "max_models": 3, "seed": 42}
SPACE = {"l1": [0, 1e-3, 1e-2], "l2": [0, 1e-3, 1e-2]}


def test_the_seed_of_a_random_search_is_counted_up_for_its_models(frame):
    # H2O-3 3.46.0.12 tries the same combinations for this seed.
    grid = train(frame, SPACE, small(seed=-1), criteria=RANDOM)
    found = [m.actual_params for m in by_number(grid)]
    assert [(p["l1"], p["l2"], p["seed"]) for p in found] == [
        (1e-2, 0, 42),
        (0, 1e-2, 43),
        (0, 1e-3, 44),
    ]
    again = train(frame, SPACE, small(seed=-1), criteria=RANDOM)
    assert [m.logloss() for m in again] == [m.logloss() for m in grid]


def test_the_models_own_seed_holds(frame):
    grid = train(frame, SPACE, small(seed=7), criteria=RANDOM)
    assert {model.actual_params["seed"] for model in grid} == {7}


def test_without_seeds_models_have_seeds_of_their_own(frame):
    grid = train(frame, {"l1": [0.0, 1e-3]}, small(seed=-1))
    assert len({model.actual_params["seed"] for model in grid}) == 2


# -- Order -------------------------------------------------------------------------------------


def test_the_smallest_loss_comes_first(frame):
    grid = train(frame, {"seed": [1, 2, 3]}, small(seed=-1))
    losses = [model.logloss() for model in grid]
    assert losses == sorted(losses)
    assert list(grid.logloss().values()) == losses


def test_get_grid_sorts_otherwise(frame):
    grid = train(frame, {"seed": [1, 2, 3]}, small(seed=-1))
    assert grid.get_grid() is grid
    aucs = [model.auc() for model in grid.get_grid("auc", decreasing=True)]
    assert aucs == sorted(aucs, reverse=True)
    assert [m.auc() for m in grid.get_grid("AUC")] == aucs[::-1]
    with pytest.raises(H2OValueError, match="cannot be sorted by 'acu'"):
        grid.get_grid("acu")


def test_validation_and_cross_validation_decide(frame):
    grid = train(frame, {"seed": [1, 2, 3]}, small(seed=-1), validation_frame=frame[:20, :])
    losses = [model.logloss(valid=True) for model in grid]
    assert losses == sorted(losses)
    grid = train(frame, {"seed": [1, 2, 3]}, small(seed=-1, nfolds=2))
    losses = [model.logloss(xval=True) for model in grid]
    assert losses == sorted(losses)


def test_a_custom_metric_sorts_and_stops(frame):
    def distance(actual, predicted):
        return float((actual != predicted).mean())

    criteria = {"strategy": "Sequential", "stopping_rounds": 1, "stopping_metric": "custom"}
    estimator = small(seed=-1, custom_metric_func=distance, nfolds=2)
    grid = train(frame, {"seed": [1, 2, 3]}, estimator, criteria=criteria)
    views = [model.model_performance(xval=True) for model in grid.get_grid("custom")]
    distances = [view.custom_metric_value() for view in views]
    assert distances == sorted(distances)
    assert len(distances) >= 3
    names = [row[0] for row in grid[0].cross_validation_metrics_summary().cell_values]
    assert names[3:6] == ["custom", "custom_increasing", "err"]


def test_sort_by_is_deprecated(frame):
    grid = train(frame, {"l1": [0.0, 1e-3]}, nfolds=2)
    with pytest.warns(H2ODeprecationWarning):
        table = grid.sort_by("mse(xval=True)", False)
    assert table.col_header == ["Model Id", "Hyperparameters: [l1]", "mse(xval=True)"]
    values = table[2]
    assert values == sorted(values, reverse=True)
    with pytest.warns(H2ODeprecationWarning), pytest.raises(H2OValueError, match="name such as"):
        grid.sort_by("mse(); print(1)")


# -- Looking at it -----------------------------------------------------------------------------


def test_kinds_of_grids(frame):
    space = {"l1": [0.0]}
    assert isinstance(train(frame, space), H2OBinomialGridSearch)
    assert isinstance(train(frame, space, y="three"), H2OMultinomialGridSearch)
    assert isinstance(train(frame, space, y="number"), H2ORegressionGridSearch)
    autoencoder = H2OAutoEncoderEstimator(hidden=[2], epochs=1, activation="Tanh", seed=1)
    grid = H2OGridSearch(autoencoder, space).train(["a", "b"], training_frame=frame)
    assert isinstance(grid, H2OAutoEncoderGridSearch)
    assert isinstance(grid, H2OGridSearch)
    anomalies = grid.anomaly(frame)
    assert [found.shape for found in anomalies.values()] == [(ROWS, 1)]


def test_methods_answer_for_every_model(frame):
    grid = train(frame, {"l1": [0.0, 1e-3]})
    ids = grid.model_ids
    assert list(grid.auc()) == ids
    assert list(grid.F1()) == ids
    assert {found.nrow for found in grid.predict(frame).values()} == {ROWS}
    assert grid.mse(train=True, valid=True)[ids[0]]["valid"] is None
    assert grid.xvals() == {ids[0]: [], ids[1]: []}
    assert not hasattr(train(frame, {"l1": [0.0]}, y="number"), "F1")


def test_hyper_parameters_of_a_model(frame, capsys):
    estimator = H2ODeepLearningEstimator(epochs=1, seed=5)
    grid = train(frame, {"l1": [1e-3], "hidden": [[3], [4, 4]]}, estimator)
    big = next(model for model in grid if model.actual_params["hidden"] == [4, 4])
    assert grid.get_hyperparams(big.model_id) == [1e-3, [4, 4]]
    assert "Hyperparameters: [l1, hidden]" in capsys.readouterr().out
    place = grid.model_ids.index(big.model_id)
    assert grid.get_hyperparams_dict(place, display=False) == {"hidden": [4, 4], "l1": 1e-3}
    with pytest.raises(H2OValueError, match="no model"):
        grid.get_hyperparams("nope")
    with pytest.raises(H2OValueError, match="none at 2"):
        grid.get_hyperparams(2)


def test_the_page(frame):
    grid = H2OGridSearch(small(), {"l1": [0.0, 1e-3], "l2": [0.0]})
    assert str(grid).splitlines()[1:] == [
        "Model    Hyperparameters: [l1, l2]",
        "-------  ---------------------------",
        "1        [0.0, 0.0]",
        "2        [0.001, 0.0]",
    ]
    grid.train(["a", "b"], "two", frame)
    text = str(grid)
    assert "Hyper-Parameter Search Summary: ordered by increasing logloss" in text
    assert all(key in text for key in grid.model_ids)
    assert grid.model_ids[1] in grid._repr_html_()
    table = grid.sorted_metric_table(use_pandas=False)
    assert table.col_header == ["", "l1", "l2", "model_ids", "logloss"]
    assert list(grid.sorted_metric_table().columns) == ["l1", "l2", "model_ids", "logloss"]
    assert grid.get_summary()["Model Id"][0] == grid.model_ids[0]


def test_the_summary_has_all_layers(frame):
    grid = train(frame, {"l1": [0.0, 1e-3]})
    table = grid.get_summary()
    ids = grid.model_ids
    assert table["Model Id"] == [ids[0]] * 3 + [ids[1]] * 3
    assert table["layer"] == [1, 2, 3] * 2
    assert table.col_header[1:] == grid[0].summary().col_header[1:]


def test_a_large_space_is_not_listed_in_full():
    grid = H2OGridSearch(small(), {"seed": range(10**6)})
    assert "999,980 more" in str(grid)
    assert len(str(grid).splitlines()) < 30


def test_h2os_json(frame):
    grid = train(frame, {"l1": [0.0, -1.0]})
    found = grid._grid_json
    assert [entry["name"] for entry in found["model_ids"]] == grid.model_ids
    assert found["hyper_names"] == ["l1"]
    assert len(found["failure_details"]) == 1
    assert found["summary_table"]["logloss"] == [grid[0].logloss()]


# -- In the session ----------------------------------------------------------------------------


def test_a_grid_is_found_by_its_key(frame):
    grid = train(frame, {"l1": [0.0, 1e-3]}, grid_id="grid/by key")
    assert grid.grid_id == "grid_by key"
    found = h2o.get_grid(grid.grid_id)
    assert isinstance(found, H2OBinomialGridSearch)
    assert found.model_ids == grid.model_ids
    assert found.hyper_params == {"l1": [0.0, 1e-3]}
    with pytest.raises(H2OMissingKeyError):
        h2o.get_grid("no such grid")
    with pytest.raises(H2OValueError, match="not of a grid"):
        h2o.get_grid(grid.model_ids[0])


def test_a_grid_without_models_can_be_fetched(frame):
    grid = H2OGridSearch(small(), {"l1": [-1.0]}, "grid_empty")
    with pytest.raises(H2OModelBuildError):
        grid.train(["a"], "two", frame)
    found = h2o.get_grid("grid_empty")
    assert len(found) == 0
    assert found.model_ids == []
    assert found.auc() == {}


def test_mini_batches_can_be_varied(frame):
    grid = train(frame, {"mini_batch_size": [1, 8]})
    assert len(set(grid.logloss().values())) == 2


def test_training_a_grid_again_adds_what_is_new(frame):
    grid = train(frame, {"l1": [0.0, 1e-3]}, grid_id="grid_again")
    first = set(grid.model_ids)
    grid = train(frame, {"l1": [1e-3, 1e-2], "l2": [0.0, 1e-3]}, grid_id="grid_again")
    assert first < set(grid.model_ids)
    # l2=0 is the default: one of the four was there.
    assert len(grid) == 2 + 3
    assert grid.hyper_names == ["l1", "l2"]
    found = h2o.get_grid("grid_again")
    found.hyper_params["l1"] = [1e-3, 0.5]
    found.train(["a", "b"], "two", frame)
    assert len(found) == 7


def test_the_same_search_builds_nothing_again(frame):
    grid = train(frame, {"l1": [0.0, 1e-3]}, small(seed=-1), grid_id="grid_same")
    ids = grid.model_ids
    grid = train(frame, {"l1": [0.0, 1e-3]}, small(seed=-1), grid_id="grid_same")
    assert grid.model_ids == ids


def test_a_grid_has_one_training_frame(frame):
    train(frame, {"l1": [0.0]}, grid_id="grid_frame")
    other = h2o.H2OFrame({"a": [1, 2, 3, 4], "b": [1, 3, 2, 4], "two": ["x", "y", "x", "y"]})
    other["two"] = other["two"].asfactor()
    with pytest.raises(H2OModelBuildError, match="different training input"):
        train(other, {"l1": [0.0]}, grid_id="grid_frame")


def test_removing_a_grid_removes_its_models(frame):
    grid = train(frame, {"l1": [0.0, 1e-3]}, grid_id="grid_removed", nfolds=2)
    keys = [*grid.model_ids, grid[0].xval_keys()[0]]
    h2o.remove("grid_removed")
    assert not {"grid_removed", *keys} & set(h2o.ls()["key"])


def test_a_grid_can_be_watched_and_cancelled(frame):
    estimator = small(seed=-1, epochs=50)
    grid = H2OGridSearch(estimator, {"seed": range(10**6)}, grid_id="grid_watched")
    with pytest.raises(H2OValueError, match="not running"):
        grid.cancel()
    grid.start(["a", "b"], "two", frame)
    watched = h2o.get_grid("grid_watched")
    while len(watched) < 2:
        pass
    with pytest.raises(H2OValueError, match="being trained"):
        grid.start(["a", "b"], "two", frame)
    grid.cancel()
    count = len(h2o.get_grid("grid_watched"))
    assert count >= 2
    with pytest.raises(H2OJobCancelled):
        grid.join()
    assert len(grid) == count
    assert isinstance(grid, H2OBinomialGridSearch)


def test_the_best_compromises_between_two_criteria(frame):
    grid = train(frame, {"rho": [0.9, 0.99], "l1": [0.0, 0.1]})
    with mpl.rc_context({"backend": "agg"}):
        front = grid.pareto_front(frame, "logloss", "auc")
        axes = front.figure().axes[0]
        plt.close("all")
    assert axes.get_title() == f"Pareto Front for {grid.grid_id}"
    table = h2o.make_leaderboard(grid, frame).as_data_frame()
    # The front ends where either metric is the best.
    found = front.as_data_frame()
    assert found["auc"].max() == table["auc"].max()
    assert found["logloss"].min() == table["logloss"].min()
    with pytest.raises(H2OValueError, match="measured on test_frame"):
        grid.pareto_front()


def test_a_grid_is_explained_as_a_list_of_models(frame):
    grid = train(frame, {"l1": [0.0, 0.1]})
    found = h2o.explain(grid, frame, columns=["a"], render=False)
    assert "leaderboard" in found
    assert list(found["confusion_matrix"]["subexplanations"]) == grid.model_ids
