"""The session: init and its facts, objects by name, import of files."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys

import pytest

import heavywater as h2o
from heavywater import session
from heavywater.exceptions import (
    H2OFileError,
    H2ONotImplementedError,
    H2OTypeError,
    H2OUserWarning,
    H2OValueError,
)

pytestmark = pytest.mark.usefixtures("own_session")


@pytest.fixture
def cars(tmp_path):
    path = tmp_path / "cars.csv"
    path.write_text("name,year\na,70\nb,71\n")
    return path


def test_init_prints_the_facts(capsys):
    assert h2o.init(name="mine", nthreads=1) is None
    printed = capsys.readouterr().out
    for label in ("H2O_cluster_version:", "Heavywater_version:", "Python_version:", "mine"):
        assert label in printed
    assert session.current().nthreads == 1


def test_init_twice_keeps_objects():
    h2o.init(verbose=False)
    frame = h2o.H2OFrame({"x": [1]}, destination_frame="kept")
    h2o.init(verbose=False)
    assert h2o.get_frame("kept").shape == frame.shape


def test_init_names_what_has_no_effect_once():
    with pytest.warns(H2OUserWarning, match=r"No effect in init\(\): port, max_mem_size\."):
        h2o.init(port=54321, max_mem_size="8g", verbose=False)
    h2o.init(port=54321, verbose=False)


def test_init_is_silent_about_what_there_is_nothing_to_do_for():
    h2o.init(ip="localhost", strict_version_check=False, telemetry=False, verbose=False)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"nthread": 2}, H2OTypeError, "Did you mean 'nthreads'"),
        ({"nthreads": 0}, H2OValueError, "at least 1, or -1"),
        ({"nthreads": "2"}, H2OTypeError, "must be an integer"),
        ({"url": "http://far.away:54321"}, H2ONotImplementedError, "leave it out"),
        ({"ip": "10.0.0.7"}, H2ONotImplementedError, "leave it out"),
    ],
)
def test_init_explains_what_it_refuses(arguments, error, words):
    with pytest.raises(error, match=words):
        h2o.init(verbose=False, **arguments)


def test_connect_points_to_init():
    with pytest.raises(H2ONotImplementedError, match=r"init\(\)"):
        h2o.connect(ip="localhost", port=54321)


def test_init_takes_every_argument_of_h2o():
    names = list(inspect.signature(h2o.init).parameters)
    assert names[:5] == ["url", "ip", "port", "name", "https"]
    assert len(names) == 28


def test_cluster_has_the_facts():
    cluster = h2o.cluster()
    assert cluster.cloud_healthy
    assert cluster.version == "3.46.0.12"
    assert cluster.get_status()["Heavywater_version"] == [h2o.__version__]
    assert cluster.get_status_details()["pid"] == [os.getpid()]
    assert cluster.node(0)["healthy"]
    assert cluster.is_running()
    assert cluster.cloud_uptime_millis >= 0


def test_detailed_status(capsys):
    h2o.cluster_status()
    assert "num_cpus" in capsys.readouterr().out


def test_there_is_no_list_of_jobs():
    with pytest.raises(H2ONotImplementedError, match=r"join\(\).*h2o\.ls\(\)"):
        h2o.cluster().list_jobs()


def test_shutdown_forgets_and_the_next_call_works():
    h2o.H2OFrame({"x": [1]}, destination_frame="gone")
    h2o.cluster().shutdown()
    assert h2o.get_frame("gone") is None
    assert len(h2o.ls()) == 0


def test_shutdown_asks_first(monkeypatch):
    h2o.H2OFrame({"x": [1]}, destination_frame="stays")
    monkeypatch.setattr("builtins.input", lambda _: "n")
    h2o.shutdown(prompt=True)
    assert h2o.get_frame("stays") is not None


def test_ls_and_remove():
    for key in ("a", "b", "c"):
        h2o.H2OFrame({"x": [1]}, destination_frame=key)
    assert list(h2o.ls()["key"]) == ["a", "b", "c"]
    h2o.remove("a")
    h2o.remove(["b", "never there"])
    assert list(h2o.ls()["key"]) == ["c"]
    h2o.remove(h2o.get_frame("c"))
    assert len(h2o.ls()) == 0


def test_remove_all_but_some():
    frames = [h2o.H2OFrame({"x": [1]}, destination_frame=key) for key in ("a", "b", "c")]
    h2o.remove_all(retained=["a", frames[1]])
    assert list(h2o.ls()["key"]) == ["a", "b"]


def test_remove_explains_what_it_cannot_remove():
    with pytest.raises(H2OTypeError, match="no frame, no model, no grid and no key"):
        h2o.remove(3)


def test_get_model_of_a_frame_and_of_nothing():
    h2o.H2OFrame({"x": [1]}, destination_frame="frame")
    with pytest.raises(H2OValueError, match="not to a model"):
        h2o.get_model("frame")
    with pytest.raises(H2OValueError, match="no object named 'fram'"):
        h2o.get_model("fram")


def test_copies_have_their_own_data():
    frame = h2o.H2OFrame({"x": [1, 2]}, destination_frame="original")
    copy = h2o.deep_copy(frame, "copy")
    copy["x"] = 5
    assert frame["x"].sum() == 3
    with pytest.raises(H2OValueError, match="another key"):
        h2o.deep_copy(frame, "original")
    assert h2o.assign(frame, "renamed").frame_id == "renamed"
    assert h2o.get_frame("original").shape == (2, 1)  # as in H2O


def test_import_names_the_frame_after_the_file(cars, capsys):
    frame = h2o.import_file(str(cars))
    assert (frame.frame_id, frame.shape) == ("cars.hex", (2, 2))
    assert capsys.readouterr().out.startswith("Parse progress: |")
    assert h2o.import_file(cars).frame_id == "cars1.hex"
    assert h2o.import_file(str(cars), destination_frame="mine").frame_id == "mine"


def test_no_progress_is_silent(cars, capsys):
    h2o.no_progress()
    h2o.import_file(str(cars))
    assert capsys.readouterr().out == ""
    h2o.show_progress()
    h2o.upload_file(str(cars))
    assert "(done) 100%" in capsys.readouterr().out


def test_import_of_several_files(tmp_path, cars):
    (tmp_path / "more.csv").write_text("name,year\nc,72\n")
    (tmp_path / "notes.txt").write_text("none of it\n")
    assert h2o.import_file(str(tmp_path), pattern=r"\.csv$").shape == (3, 2)
    assert h2o.import_file([str(cars), str(tmp_path / "more.csv")]).shape == (3, 2)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({}, H2OValueError, "needs the path"),
        ({"escapechar": "ab"}, H2OValueError, "escapechar"),
        ({"pattern": "["}, H2OValueError, "no regular expression"),
        ({"pattern": "nothing"}, H2OFileError, "no files"),
    ],
)
def test_import_explains_what_it_refuses(tmp_path, arguments, error, words):
    (tmp_path / "data.csv").write_text("a\n1\n")
    path = {} if words == "needs the path" else {"path": str(tmp_path)}
    with pytest.raises(error, match=words):
        h2o.import_file(**path, **arguments)


@pytest.mark.parametrize("read", [h2o.import_file, h2o.upload_file])
def test_a_missing_file_leaves_the_session_as_it_was(read, tmp_path):
    h2o.H2OFrame({"x": [1]}, destination_frame="stays")
    with pytest.raises(H2OFileError, match=r"absent\.csv"):
        read(str(tmp_path / "absent.csv"))
    assert list(h2o.ls()["key"]) == ["stays"]


def test_names_that_h2o_has_say_what_to_use():
    with pytest.raises(AttributeError, match=r"h2o\.download_pojo is not available"):
        _ = h2o.download_pojo
    with pytest.raises(NotImplementedError, match="save_model"):
        _ = h2o.import_mojo
    with pytest.raises(AttributeError, match="Did you mean 'init'"):
        _ = h2o.inti
    assert not hasattr(h2o, "import_mojo")


def test_submodules_need_no_import_of_their_own():
    code = (
        "import heavywater as h2o; print(h2o.estimators.H2ODeepLearningEstimator(epochs=2).epochs)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "2"


def test_import_brings_no_heavy_packages():
    code = (
        "import sys, heavywater; heavywater.init(verbose=False);"
        "print([m for m in ('numba','pandas','matplotlib','rich','sklearn') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_assigning_keeps_the_old_key_and_renaming_does_not():
    # As H2O-3 3.46.0.12.
    frame = h2o.H2OFrame({"x": [1]}, destination_frame="old")
    assert h2o.assign(frame, "new") is frame
    assert frame.frame_id == "new"
    assert list(h2o.ls()["key"]) == ["old", "new"]
    frame.frame_id = "newest"
    assert list(h2o.ls()["key"]) == ["old", "newest"]
    for verb in (h2o.assign, h2o.deep_copy):
        with pytest.raises(H2OValueError, match="another key than 'newest'"):
            verb(frame, "newest")
        with pytest.raises(H2OTypeError, match="must be an H2OFrame"):
            verb("newest", "other")


@pytest.mark.parametrize("key", ["a b", "1a", "-2", "ä", "a$b", "", " ", "a/b"])
def test_keys_that_h2o_refuses(key, cars):
    frame = h2o.H2OFrame({"x": [1]}, destination_frame="mine")
    for attempt in (
        lambda: h2o.H2OFrame({"x": [1]}, destination_frame=key),
        lambda: h2o.assign(frame, key),
        lambda: h2o.import_file(str(cars), destination_frame=key),
        lambda: setattr(frame, "frame_id", key),
        lambda: h2o.create_frame(key, rows=2, cols=1),
    ):
        with pytest.raises(H2OValueError, match=r"begins with no number; '\w+.*' would do"):
            attempt()
    assert list(h2o.ls()["key"]) == ["mine"]
    h2o.assign(frame, "mine-2.hex_~")
