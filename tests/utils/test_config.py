"""The file .h2oconfig."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from heavywater.frame import H2OFrame
from heavywater.utils.config import H2OConfigReader, get_config_value


def settings(folder: Path, text: str) -> dict[str, str]:
    (folder / ".h2oconfig").write_text(text)
    return H2OConfigReader(str(folder)).read_config()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("# key = value\n[init]\n", {}),
        ("[init]\n proxy = http://1.2.3.4\n", {"init.proxy": "http://1.2.3.4"}),
        ("init.cookies=A\ninit.cookies = B # c", {"init.cookies": "B # c"}),
        ("py:general.telemetry = no\nr:init.url = x", {"general.telemetry": "no"}),
    ],
)
def test_entries(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    assert settings(tmp_path, text) == expected


def test_mistakes_are_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="h2o"):
        assert settings(tmp_path, "nonsense\n[init]\ninit.url = x\n") == {}
    assert len(caplog.records) == 2


def test_folders_above_count(tmp_path: Path) -> None:
    settings(tmp_path, "init.url = x")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert H2OConfigReader(str(inner)).read_config() == {"init.url": "x"}


def test_sums_and_means_as_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = H2OFrame({"a": [1, 2], "b": [3, 5]})
    key = "general.allow_breaking_changes"
    monkeypatch.setattr(H2OConfigReader, "_settings", {key: "True"})
    assert get_config_value(key) == "True"
    sums = frame.sum()
    assert isinstance(sums, H2OFrame)
    assert sums.getrow() == [3, 8]
    assert frame.sum(axis=1).shape == (2, 1)
    assert frame.sum(return_frame=False) == 11
    means = frame.mean()
    assert isinstance(means, H2OFrame)
    monkeypatch.setattr(H2OConfigReader, "_settings", {})
    assert frame.sum() == 11
    assert frame.mean() == [1.5, 4]
