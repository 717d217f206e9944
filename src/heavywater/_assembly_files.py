"""Files of assemblies: JSON that names steps, their parameters and what they have learned."""

from __future__ import annotations

import json
import math
import os
from typing import Any

from heavywater.assembly import H2OAssembly
from heavywater.exceptions import H2OFileError, H2OValueError
from heavywater.frame import H2OFrame
from heavywater.transforms import preprocessing
from heavywater.transforms.preprocessing import H2OCol, H2OColOp, H2OScaler
from heavywater.transforms.transform_base import H2OTransformer

__all__ = ["load", "save"]

FORMAT = "heavywater assembly"
PROTOCOL = 1

_KINDS = ("H2OBinaryOp", "H2OColOp", "H2OColSelect", "H2OScaler")


def save(assembly: H2OAssembly, path: str | os.PathLike[str], force: bool) -> str:
    """Write an assembly; `H2OAssembly.save` explains the arguments."""
    target = os.path.abspath(os.path.expanduser(os.fspath(path)))
    if os.path.exists(target) and not force:
        raise H2OFileError(f"The file {target!r} exists already; force=True replaces it.", "path")
    content = {
        "format": FORMAT,
        "protocol": PROTOCOL,
        "id": assembly.id,
        "in_colnames": assembly.in_colnames,
        "out_colnames": assembly.out_colnames,
        "steps": [_written(name, step) for name, step in assembly.steps],
    }
    text = json.dumps(content, indent=1, allow_nan=False)
    # The name appears when the file is whole.
    beside = f"{target}.{os.getpid()}.part"
    try:
        with open(beside, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(beside, target)
    except OSError as error:
        raise H2OFileError(f"Cannot write {target!r}: {error}.", "path") from None
    finally:
        if os.path.exists(beside):
            os.remove(beside)
    return target


def _written(name: str, step: H2OTransformer) -> dict[str, Any]:
    kind = type(step).__name__
    if type(step) is not getattr(preprocessing, kind, None):
        raise H2OValueError(
            f"Step {name!r} is a {kind}; only steps of heavywater.transforms.preprocessing can be "
            "saved."
        )
    parameters = {
        key: _method_name(name, value) if key == "op" else _plain(name, key, value)
        for key, value in step.get_params(deep=False).items()
    }
    written: dict[str, Any] = {"name": name, "kind": kind, "parameters": parameters}
    if isinstance(step, H2OScaler):
        learned = {"means": step.means, "stds": step.stds}
        written["learned"] = {key: _plain(name, key, value) for key, value in learned.items()}
    return written


def _method_name(step: str, op: Any) -> str:
    found: str = getattr(op, "__name__", "")
    if not found or getattr(H2OFrame, found, None) is not op:
        raise H2OValueError(
            f"Step {step!r} calls {found or op!r}, which is not a method of H2OFrame; only these "
            "can be saved.",
            "op",
        )
    return found


def _plain(step: str, key: str, value: Any) -> Any:
    """A value in the form of JSON."""
    if isinstance(value, H2OCol):
        return {"column": value.col}
    if isinstance(value, (list, tuple)):
        return [_plain(step, key, item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": repr(value)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise H2OValueError(
        f"Step {step!r} has a {type(value).__name__} as {key}, which cannot be saved.", key
    )


def load(path: str | os.PathLike[str]) -> H2OAssembly:
    """Read an assembly; `H2OAssembly.load` explains the argument."""
    source = os.path.abspath(os.path.expanduser(os.fspath(path)))
    try:
        with open(source, encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError, RecursionError) as error:
        raise H2OFileError(f"Cannot read an assembly from {source!r}: {error}.", "path") from None
    try:
        return _assembly(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise H2OFileError(
            f"The file {source!r} holds no assembly that this release can read: {error}.", "path"
        ) from None


def _assembly(content: Any) -> H2OAssembly:
    if content["format"] != FORMAT or content["protocol"] != PROTOCOL:
        raise ValueError(f"format {content['format']!r}, protocol {content['protocol']!r}")
    assembly = H2OAssembly([(str(step["name"]), _step(step)) for step in content["steps"]])
    assembly.id = content["id"]
    assembly.in_colnames = content["in_colnames"]
    assembly.out_colnames = content["out_colnames"]
    return assembly


def _step(written: dict[str, Any]) -> H2OTransformer:
    if written["kind"] not in _KINDS:
        raise ValueError(f"unknown step {written['kind']!r}")
    cls: type[H2OTransformer] = getattr(preprocessing, written["kind"])
    parameters = {key: _value(value) for key, value in written["parameters"].items()}
    if issubclass(cls, H2OColOp):
        parameters["op"] = _method(parameters["op"])
    step = cls(**parameters)
    if isinstance(step, H2OScaler):
        learned = {key: _value(value) for key, value in written["learned"].items()}
        step._means, step._stds = learned["means"], learned["stds"]
    return step


def _method(name: Any) -> Any:
    """A method of H2OFrame that is an operator or has a public name."""
    operator = name in preprocessing._OPERATORS
    found = getattr(H2OFrame, name, None) if operator or not str(name).startswith("_") else None
    if not callable(found):
        raise ValueError(f"H2OFrame has no method {name!r}")
    return found


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return H2OCol(value["column"]) if "column" in value else float(value["number"])
    return value
