"""``heavywater lab`` as a process: what it serves, to whom, and how it ends."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

pytest.importorskip("jupyterlab")
psutil = pytest.importorskip("psutil")

START = "import sys; from heavywater.cli import main; sys.exit(main(sys.argv[1:]))"


class Running:
    """A server, and what it has printed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []
        self.url = self.until(r"http://127\.0\.0\.1:\d+/lab/tree/index\.ipynb\?token=\w+")
        self.until("The labs are open")

    def until(self, pattern: str) -> str:
        """Read on to the line with the pattern; what of it matches."""
        for line in self.process.stdout:
            self.lines.append(line)
            if match := re.search(pattern, line):
                return match[0]
        raise AssertionError("".join(self.lines))

    def ask(self, path: str, *, token: bool = True, data: bytes | None = None) -> str:
        base, secret = re.match(r"(http://[^/]*).*token=(\w+)", self.url).groups()
        headers = {"Authorization": f"token {secret}"} if token else {}
        request = urllib.request.Request(base + path, data=data, headers=headers)
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()

    def end(self) -> int:
        self.lines.extend(self.process.stdout)
        return self.process.wait()


@contextlib.contextmanager
def lab(folder, *words):
    private = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    environment = {name: str(folder / name) for name in private}
    command = ["lab", "--no-browser", "--port", "0", "--folder", str(folder / "labs"), *words]
    process = subprocess.Popen(
        [sys.executable, "-c", START, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | environment,
    )
    with process:
        try:
            yield Running(process)
        finally:
            process.kill()


def test_it_serves_the_labs_to_who_has_the_token_and_ends_with_its_kernels(tmp_path):
    with lab(tmp_path, "--time-limit", "2h") as running:
        listens = psutil.Process(running.process.pid).net_connections("tcp")
        assert {c.laddr.ip for c in listens if c.status == "LISTEN"} == {"127.0.0.1"}

        names = {item["name"] for item in json.loads(running.ask("/api/contents"))["content"]}
        assert {"index.ipynb", "1-getting-started.ipynb", "data"} <= names
        for path in ("/api/contents", "/api/kernels"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                running.ask(path, token=False)
            refused.value.close()
            assert refused.value.code == 403

        # The status line: the extension is loaded, and knows when the end is.
        page = running.ask("/lab")
        assert "heavywater-lab" in page
        assert re.search(r'"heavywaterEnds": "\d{13}"', page)
        script = running.ask("/lab/extensions/heavywater-lab/static/remoteEntry.js")
        assert "registerStatusItem" in script

        running.ask("/api/kernels", data=b"{}")
        children = psutil.Process(running.process.pid).children(recursive=True)
        assert children
        running.process.send_signal(signal.SIGINT)
        assert running.end() == 0
        assert "The labs have ended.\n" in running.lines
        assert "Time limit: 2 h.\n" in running.lines
        assert not any(child.is_running() for child in children)


def test_the_time_limit_ends_it_with_a_notice_before(tmp_path):
    with lab(tmp_path, "--time-limit", "11s") as running:
        assert running.end() == 0
    said = "".join(running.lines)
    assert "The labs end in 10 s.\nThe time limit is reached.\nThe labs have ended.\n" in said
