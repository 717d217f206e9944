"""Functions of H2O's module about its server that have a sensible answer without one."""

from __future__ import annotations

import pytest

import heavywater as h2o
from heavywater.exceptions import H2OTypeError, H2OUserWarning, H2OValueError

pytestmark = pytest.mark.usefixtures("silent_session")


def test_nothing_goes_over_a_network(capsys):
    assert h2o.network_test() is None
    assert "nothing goes over a network" in capsys.readouterr().out
    assert h2o.cluster().list_core_extensions() == []


def test_nothing_is_ever_sent():
    assert not h2o.telemetry_enabled()
    assert h2o.set_telemetry(False)
    with pytest.warns(H2OUserWarning, match="never sends"):
        assert not h2o.set_telemetry(True)
    assert not h2o.telemetry_enabled()
    with pytest.raises(H2OTypeError):
        h2o.set_telemetry("no")


def test_expressions_are_not_optimized():
    assert h2o.is_expr_optimizations_enabled()
    with pytest.warns(H2OUserWarning, match="nothing to optimize"):
        h2o.enable_expr_optimizations(False)
    assert not h2o.is_expr_optimizations_enabled()
    h2o.enable_expr_optimizations(True)
    assert h2o.is_expr_optimizations_enabled()


@pytest.mark.parametrize(
    ("sizes", "gigabytes"),
    [  # recorded from h2o-py 3.46.0.12
        ({"ncols": 18, "nrows": 2000000}, 2),
        ({"ncols": 18, "nrows": 2000000, "cat_cols": 12, "uuid_cols": 1}, 1),
        ({"ncols": 8, "nrows": 31000000, "cat_cols": 4, "num_cols": 4}, 5),
        ({"ncols": 0, "nrows": 0}, 1),
        ({"ncols": 2, "nrows": 100000000, "string_cols": 1, "time_cols": 1}, 51),
    ],
)
def test_memory_by_h2os_rule(sizes, gigabytes):
    assert h2o.estimate_cluster_mem(**sizes) == gigabytes


@pytest.mark.parametrize("sizes", [(-1, 2), (1, -2), (1, 2, 1, 1)])
def test_sizes_that_cannot_be(sizes):
    with pytest.raises(H2OValueError):
        h2o.estimate_cluster_mem(*sizes)


def test_data_that_comes_along():
    iris = h2o.load_dataset("iris")
    assert iris.names == ["Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width", "Species"]
    assert iris.shape == (150, 5)
    assert iris.types["Species"] == "enum"
    assert h2o.load_dataset("h2o_data/prostate.csv").shape == (380, 9)
    for unknown in ("irises", "../frame", "README.md", "../data/iris"):
        with pytest.raises(H2OValueError, match="cannot be found"):
            h2o.load_dataset(unknown)
    with pytest.raises(H2OTypeError):
        h2o.load_dataset(3)


def test_data_that_comes_along_under_the_address_of_h2o():
    iris = h2o.import_file("h2o://iris")
    assert iris.names == ["sepal_len", "sepal_wid", "petal_len", "petal_wid", "class"]
    assert iris["class"].levels()[0][0] == "Iris-setosa"
    assert iris["sepal_wid"].sum() == pytest.approx(458.1)  # as in H2O 3.46.0.12
    assert h2o.import_file("h2o://prostate").names[:2] == ["ID", "CAPSULE"]
    with pytest.raises(H2OValueError, match="'h2o://irises' cannot be found"):
        h2o.import_file("h2o://irises")


def test_demo_of_what_there_is_none(capsys):
    assert h2o.demo("glm", interactive=False) is None
    assert "Demo for glm is not available." in capsys.readouterr().out


def test_demo_runs_the_walkthrough(monkeypatch):
    import heavywater.demo

    runs = []
    monkeypatch.setattr(heavywater.demo, "main", lambda: runs.append("run"))
    h2o.demo("deeplearning", interactive=False)
    assert runs == ["run"]
