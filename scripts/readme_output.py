"""Run the README's first example, and write what it prints below it.

python scripts/readme_output.py
"""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
EXAMPLE = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<printed>.*?)```\n", re.DOTALL)


def example(text: str) -> re.Match[str]:
    """The first Python block of a page that is followed by what it prints."""
    found = EXAMPLE.search(text)
    if found is None:
        raise SystemExit("There is no Python block with a text block below it.")
    return found


def printed(code: str) -> str:
    """What code prints, without the table of `init()` and the progress bars."""
    quiet = code.replace("h2o.init()", "h2o.init(verbose=False)\nh2o.no_progress()")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(quiet, str(README), "exec"), {"__name__": "__main__"})
    return "".join(f"{line.rstrip()}\n" for line in output.getvalue().splitlines() if line.strip())


def main() -> None:
    """Bring the README up to date."""
    text = README.read_text(encoding="utf-8")
    found = example(text)
    begin, end = found.span("printed")
    README.write_text(text[:begin] + printed(found["code"]) + text[end:], encoding="utf-8")


if __name__ == "__main__":
    main()
