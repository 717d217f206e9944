"""Write docs/parameters.md from the declarations of the parameters.

Run it after changing a declaration:

    python scripts/make_parameter_reference.py

A test compares the file with what this script would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from heavywater.core.deeplearning.parameters import PARAMETERS
from heavywater.core.isolationforest.parameters import EXTENDED_PARAMETERS, PLAIN_PARAMETERS
from heavywater.core.params import Parameter, ParameterSet, snake

PAGE = Path(__file__).parents[1] / "docs" / "parameters.md"

INTRODUCTION = """\
# Parameters

<!-- Written by scripts/make_parameter_reference.py from the declarations. Do not edit. -->

Parameters are those of H2O-3 3.46 (by H2O.ai, of which Heavywater is independent), in the same
order and with the same defaults. Words may be spelled loosely: case, blanks and underscores do not
matter. Where the effect differs from H2O-3 on purpose,
[differences-from-h2o.md](differences-from-h2o.md) says how and why.
"""

SECTION = """
## {estimator}

{full} of {count} parameters have their full effect. The others are listed first.
"""

SETS = (PARAMETERS, PLAIN_PARAMETERS, EXTENDED_PARAMETERS)

TYPES = {
    "int": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "enum": "str",
    "bool": "bool",
    "string": "str",
    "frame": "H2OFrame",
    "model": "model or str",
    "column": "str",
    "function": "callable or str",
}


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, *(line for each in SETS for line in _section(each))])


def _section(parameters: ParameterSet) -> Iterator[str]:
    missing = [parameter for parameter in parameters if parameter.missing]
    idle = [parameter for parameter in parameters if parameter.no_effect]
    full = len(parameters) - len(missing) - len(idle)
    yield SECTION.format(estimator=parameters.algorithm, count=len(parameters), full=full)
    yield from _unavailable(missing)
    if idle:
        yield "### Without effect\n"
        yield "Values other than the default are accepted and draw a warning.\n"
        yield _table(("Parameter", "Why"), map(_idle_row, idle))
    yield "\n### All parameters\n"
    yield from map(_entry, parameters)


def _table(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _unavailable(missing: list[Parameter]) -> Iterator[str]:
    if missing:
        yield "### Not available in this release\n"
        yield "Any of these values raises `H2ONotImplementedError` when the training starts.\n"
        yield _table(("Parameter", "Refused", "Instead"), map(_missing_row, missing))


def _missing_row(parameter: Parameter) -> tuple[str, str, str]:
    return f"`{parameter.name}`", _refused(parameter), parameter.missing


def _idle_row(parameter: Parameter) -> tuple[str, str]:
    reason = parameter.no_effect
    return f"`{parameter.name}`", reason[0].upper() + reason[1:]


def _refused(parameter: Parameter) -> str:
    words = [word for word in parameter.values if parameter.unavailable(word)]
    if words:
        return ", ".join(f"`{snake(word)!r}`" for word in words)
    return f"all but `{parameter.signature_default!r}`"


def _entry(parameter: Parameter) -> str:
    kind = TYPES[parameter.type.removesuffix("[]")]
    if parameter.is_list:
        kind = f"list of {kind}"
    facts = [kind, f"default `{parameter.signature_default!r}`", parameter.level]
    if parameter.range_text:
        facts.append(f"{'each ' if parameter.is_list else ''}{parameter.range_text}")
    lines = [f"**`{parameter.name}`**: {'; '.join(facts)}.", parameter.help]
    if parameter.values:
        words = ", ".join(f"`{snake(word)!r}`" for word in parameter.values)
        lines.append(f"One of {words}.")
    if parameter.missing:
        lines.append(f"*Not in this release:* {_refused(parameter)}.")
    if parameter.no_effect:
        lines.append("*No effect.*")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Wrote {PAGE}")


if __name__ == "__main__":
    main()
