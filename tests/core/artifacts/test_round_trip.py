"""Whatever a model holds comes back from its file, to the last bit."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from every_model import MODELS, data, model, train
from heavywater.core.artifacts.files import registry
from heavywater.core.artifacts.hints import annotations_of, supported
from heavywater.core.artifacts.models import (
    load_model_and_frames,
    load_trained_model,
    model_from_bytes,
    model_to_bytes,
    save_trained_model,
)
from heavywater.core.metrics import MetricsRecord
from heavywater.core.metrics.custom import CustomMetric

every_model = pytest.mark.parametrize("name", MODELS)


def same(one, other):
    """Equal to the last bit, NaN included, field by field."""
    assert type(one) is type(other)
    if dataclasses.is_dataclass(one):
        return all(
            same(getattr(one, f.name), getattr(other, f.name)) for f in dataclasses.fields(one)
        )
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype != bool)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[k], other[k]) for k in one)
    return one == other or (one != one and other != other)


@every_model
def test_every_field_comes_back(name, tmp_path):
    trained = model(name)
    loaded = load_trained_model(save_trained_model(trained, tmp_path))
    for field in dataclasses.fields(trained):
        one, other = getattr(trained, field.name), getattr(loaded, field.name)
        assert same(one, other), field.name


@every_model
def test_predictions_and_metrics_are_equal_to_the_last_bit(name):
    trained = model(name)
    loaded = model_from_bytes(model_to_bytes(trained))
    one, other = trained.predict(data()), loaded.predict(data())
    assert one.names == other.names
    assert one.table.equals(other.table)
    assert same(trained.score(data()), loaded.score(data()))


@every_model
def test_a_loaded_model_is_saved_as_the_same_bytes(name):
    written = model_to_bytes(model(name))
    assert model_to_bytes(model_from_bytes(written)) == written


def test_the_loaded_network_is_placed_for_training():
    network = model_from_bytes(model_to_bytes(model("binomial"))).network
    for vector in (network.parameters, *network.states):
        assert vector.ctypes.data % 64 == 0
        assert vector.flags.writeable


def stored_classes():
    return sorted(registry().classes, key=lambda cls: cls.__name__)


@pytest.mark.parametrize("cls", stored_classes())
def test_fields_are_declared_so_that_files_can_be_checked(cls):
    # Fails if a field's type is imported for type checkers only, or is of a class that is not
    # listed among the stored ones.
    for name, hint in annotations_of(cls).items():
        assert supported(hint, registry().classes), (name, hint)


def test_all_metrics_can_be_stored():
    def below(cls):
        return {cls}.union(*(below(sub) for sub in cls.__subclasses__()))

    ours = {cls for cls in below(MetricsRecord) if cls.__module__.startswith("heavywater.")}
    assert ours <= registry().classes


def test_names_in_files_are_unique():
    assert len(registry()) == len(registry().classes)


def test_functions_are_left_out_and_named():
    trained = dataclasses.replace(
        model("regression"), given_parameters={"custom_metric_func": test_names_in_files_are_unique}
    )
    loaded = model_from_bytes(model_to_bytes(trained))
    assert loaded.given_parameters == {"custom_metric_func": None}
    assert any("custom_metric_func is Python code" in note for note in loaded.warnings)
    assert b"test_names_in_files_are_unique" in model_to_bytes(trained)


class Mean:
    """A metric of H2O's kind, which is no function."""

    def map(self, predicted, actual, weight, offset, model):
        return [actual[0], 1]

    def reduce(self, one, other):
        return [one[0] + other[0], one[1] + other[1]]

    def metric(self, state):
        return state[0] / state[1]


@pytest.mark.parametrize("given", [Mean(), lambda actual, predicted: 7.0])
def test_a_metric_of_the_users_own_keeps_its_values_but_not_its_code(given):
    metric = CustomMetric.of(given, "mine")
    trained = train("number", custom_metric=metric)
    trained = dataclasses.replace(trained, parameters={"custom_metric_func": given})
    loaded = model_from_bytes(model_to_bytes(trained))
    assert loaded.training_metrics.custom_metric_name == "mine"
    value = trained.training_metrics.custom_metric_value
    assert value == loaded.training_metrics.custom_metric_value
    notes = [note for note in loaded.warnings if "is Python code" in note]
    assert [note.split()[0] for note in notes] == ["custom_metric_func"]
    assert loaded.score(data()).mse == trained.score(data()).mse
    assert np.isnan(loaded.score(data()).custom_metric_value)


def test_frames_and_models_in_parameters_are_kept_by_key():
    class Frame:
        frame_id = "weights_1"

    trained = dataclasses.replace(
        model("regression"), given_parameters={"initial_weights": [Frame(), None]}
    )
    loaded = model_from_bytes(model_to_bytes(trained))
    assert loaded.given_parameters == {"initial_weights": ["weights_1", None]}


def test_frames_go_along(tmp_path):
    path = save_trained_model(model("regression"), tmp_path, frames={"holdout": data()})
    trained, frames = load_model_and_frames(path)
    assert trained.key == "every_number"
    assert frames["holdout"].table.equals(data().table)
    assert frames["holdout"].types == data().types
