"""What the session holds, in the form of H2O's answers; requests that need no server."""

from __future__ import annotations

import math

import numpy as np
import pytest

import heavywater as h2o
from heavywater.backend.connection import H2OResponse
from heavywater.estimators import H2ODeepLearningEstimator
from heavywater.exceptions import H2OMissingKeyError, H2ONotImplementedError, H2OValueError

pytestmark = pytest.mark.usefixtures("silent_session")


@pytest.fixture
def mixed():
    return h2o.H2OFrame(
        {"a": [1, 2.5, None], "b": ["p", "q", "p"], "c": ["t1", "t2", "t3"]},
        column_types={"b": "enum", "c": "string"},
        destination_frame="mixed",
    )


def test_facts_about_a_frame_are_those_of_h2o(mixed):
    # Recorded from H2O-3 3.46.0.12.
    answer = h2o.frame("mixed")
    assert isinstance(answer, H2OResponse)
    facts = answer["frames"][0]
    assert (facts["rows"], facts["row_count"], facts["column_count"]) == (3, 3, 3)
    assert facts["frame_id"]["name"] == "mixed"
    a, b, c = facts["columns"]
    assert a["mins"][:2] == [1.0, 2.5]
    assert math.isnan(a["mins"][2])
    assert (a["type"], a["missing_count"], a["zero_count"]) == ("real", 1, 0)
    assert a["mean"] == 1.75
    assert a["sigma"] == pytest.approx(1.0606601717798212)
    assert a["data"][:2] == [1.0, 2.5]
    assert (b["domain"], b["domain_cardinality"], b["data"]) == (["p", "q"], 2, [0.0, 1.0, 0.0])
    assert b["zero_count"] == 2
    assert (c["string_data"], c["data"], c["domain"]) == (["t1", "t2", "t3"], None, None)


def test_a_frame_that_is_not_there(mixed):
    with pytest.raises(H2OMissingKeyError, match="Did you mean 'mixed'"):
        h2o.frame("mixet")
    assert h2o.get_frame("mixet") is None


def test_an_unnamed_frame_is_found_by_its_key(mixed):
    some = mixed["a"]
    assert h2o.frame(some.frame_id)["frames"][0]["column_count"] == 1


def test_frames_and_models_are_listed(mixed):
    h2o.H2OFrame({"x": np.arange(20.0), "y": np.arange(20.0)}, destination_frame="line")
    listed = h2o.frames()["frames"]
    assert [(f["frame_id"]["name"], f["rows"], f["columns"]) for f in listed] == [
        ("mixed", 3, 3),
        ("line", 20, 2),
    ]
    assert h2o.models() == []
    model = H2ODeepLearningEstimator(hidden=[2], epochs=1, seed=1, model_id="m")
    model.train(y="y", training_frame=h2o.get_frame("line"))
    assert h2o.models() == ["m"]
    assert h2o.api("GET /3/Models")["models"][0]["output"] is not None


def test_requests_that_need_no_server(mixed):
    assert h2o.api("GET /3/Frames/mixed/summary")["frames"][0]["row_count"] == 3
    assert len(h2o.api("GET /3/Frames")["frames"]) == 1
    assert h2o.connection().request("GET /3/Cloud")["cloud_size"] == 1
    assert h2o.api("GET /3/Ping")["cloud_healthy"]
    h2o.api("DELETE /3/Frames/mixed")
    assert h2o.frames()["frames"] == []
    with pytest.raises(H2OMissingKeyError):
        h2o.api("DELETE /3/Frames/mixed")


def test_requests_that_need_one():
    with pytest.raises(H2ONotImplementedError, match="no server to send 'GET /3/Foo' to"):
        h2o.api("GET /3/Foo")
    with pytest.raises(H2OValueError, match="a method and a path"):
        h2o.api("/3/Frames")
    with pytest.raises(H2ONotImplementedError, match="import_file"):
        h2o.api("POST /3/PostFile", filename="x.csv")


def test_the_module_of_frames_can_still_be_imported(mixed):
    import heavywater.frame

    assert h2o.frame.H2OFrame is h2o.H2OFrame
    assert heavywater.frame("mixed")["frames"][0]["rows"] == 3
