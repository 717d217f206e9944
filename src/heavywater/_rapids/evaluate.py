"""Values of expressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heavywater._rapids import objects
from heavywater._rapids.parser import Call, Function, Name, Node
from heavywater._rapids.primitives import INSTEAD, PRIMITIVES
from heavywater._rapids.values import Nothing, Primitive, Value, frame
from heavywater.exceptions import (
    H2OExpressionError,
    H2OMissingKeyError,
    H2ONotImplementedError,
    did_you_mean,
)
from heavywater.frame import H2OFrame

__all__ = ["evaluate"]

_NO_NAMES: Mapping[str, Value] = {}


def evaluate(node: Node, scope: Mapping[str, Value] = _NO_NAMES) -> Any:
    """The value of an expression.

    Parameters
    ----------
    node
        The expression.
    scope
        Values of the arguments of the functions around it.
    """
    if isinstance(node, Name):
        return _look_up(node.name, scope)
    if isinstance(node, Function):
        return _closure(node, scope)
    if isinstance(node, Call):
        return _call(node, scope)
    return node


def _call(node: Call, scope: Mapping[str, Value]) -> Any:
    head, *rest = node.parts
    if isinstance(head, Name) and head.name in ("tmp=", "assign"):
        return _keep(head.name, rest, scope)
    if isinstance(head, Name) and head.name == "rm":
        return _remove(rest)
    function = evaluate(head, scope)
    if not isinstance(function, Primitive):
        raise H2OExpressionError(
            "A call begins with the name of a primitive or a function, not with "
            f"{_brief(function)}."
        )
    return function(*(evaluate(part, scope) for part in rest))


def _keep(word: str, rest: list[Node], scope: Mapping[str, Value]) -> H2OFrame:
    if len(rest) != 2 or not isinstance(rest[0], (Name, str)):
        raise H2OExpressionError(
            f"{word!r} takes a name and an expression, as in ({word} copy (cols frame [0]))."
        )
    key = rest[0].name if isinstance(rest[0], Name) else rest[0]
    return objects.keep(key, frame(evaluate(rest[1], scope)))


def _remove(rest: list[Node]) -> float:
    if len(rest) != 1 or not isinstance(rest[0], (Name, str)):
        raise H2OExpressionError("'rm' takes the name of one object, as in (rm frame).")
    return objects.remove(rest[0].name if isinstance(rest[0], Name) else rest[0])


def _look_up(name: str, scope: Mapping[str, Value]) -> Value:
    if name in scope:
        return scope[name]
    if name == "_":
        return Nothing()
    found = H2OFrame.get_frame(name)
    if found is not None:
        return found
    if name in PRIMITIVES:
        return PRIMITIVES[name]
    if name in INSTEAD:
        raise H2ONotImplementedError(
            f"The Rapids primitive {name!r} is not available in Heavywater; use {INSTEAD[name]}."
        )
    hint = did_you_mean(name, [*_frames(), *PRIMITIVES])
    raise H2OMissingKeyError(
        f"Name lookup of {name!r} failed: it is neither a frame of the session nor a primitive "
        f"of Rapids that is available here.{hint} Methods of H2OFrame do the same as primitives.",
        "expr",
    )


def _frames() -> list[str]:
    from heavywater import session

    return session.current().store.keys()


def _closure(node: Function, scope: Mapping[str, Value]) -> Primitive:
    """A function together with the names around it."""

    def call(*values: Value) -> Any:
        return evaluate(node.body, {**scope, **dict(zip(node.names, values, strict=True))})

    count = len(node.names)
    return Primitive(f"{{{' '.join(node.names)} . ...}}", call, count, count)


def _brief(value: Any) -> str:
    return f"the frame {value.frame_id}" if isinstance(value, H2OFrame) else repr(value)
