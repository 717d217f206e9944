"""h2o.rapids(): expressions of H2O's server language, evaluated on the frames of the session."""

from __future__ import annotations

import math
from typing import Any

from heavywater.backend.response import H2OResponse
from heavywater.exceptions import H2OTypeError

__all__ = ["EVALUATE_AUTO", "rapids"]

#: "false" lets models report AUTO where a parameter was AUTO, not what that became.
EVALUATE_AUTO = "sys.ai.h2o.algos.evaluate_auto_model_parameters"


def rapids(expr: str) -> H2OResponse:
    """Evaluate an expression of H2O's server language.

    Parameters
    ----------
    expr
        Such as ``(+ frame 1)``, ``(tmp= new (rows frame (> (cols frame 'x') 2)))``,
        ``(apply frame 2 {x . (sum x)})`` or ``(setproperty "name" "value")``. Frames go by their
        keys.

    Returns
    -------
    H2OResponse
        A dict, as H2O's server answers: ``"scalar"`` holds a number or a list of numbers,
        ``"string"`` a text; a frame gives ``"num_rows"``, ``"num_cols"`` and under
        ``"key"`` its name if the expression gave it one.

    Raises
    ------
    H2OExpressionError
        If the expression is malformed, or a primitive gets arguments that it does not take.
    H2OMissingKeyError
        If a name is neither that of a frame nor of a primitive.
    H2ONotImplementedError
        If a primitive of H2O is not available; the message says what to use.

    Examples
    --------
    >>> rapids("(+ 1 (* 2 3))")["scalar"]
    7.0
    """
    if not isinstance(expr, str):
        raise H2OTypeError(f"expr must be a string, not {expr!r}.", "expr", expr)
    if not expr.strip():
        return H2OResponse(ast="")
    from heavywater._rapids.evaluate import evaluate
    from heavywater._rapids.parser import parse

    return _answer(evaluate(parse(expr)))


def _answer(value: Any) -> H2OResponse:
    """A value in the form of H2O's server."""
    from heavywater._rapids.parser import NumberList, TextList
    from heavywater._rapids.values import Primitive, items
    from heavywater.frame import H2OFrame

    if isinstance(value, H2OFrame):
        return _frame_answer(value)
    if isinstance(value, (NumberList, TextList)):
        value = items(value)
    if isinstance(value, Primitive):
        return H2OResponse(funstr=value.name)
    many = value if isinstance(value, list) else [value]
    if any(isinstance(item, str) for item in many):
        return H2OResponse(string=value)
    numbers = [math.nan if item is None else float(item) for item in many]
    return H2OResponse(scalar=numbers if isinstance(value, list) else numbers[0])


def _frame_answer(value: Any) -> H2OResponse:
    from heavywater import session

    named = value.frame_id in session.current().store
    key = value.frame_id if named else None
    answer = H2OResponse(name=key, type="Key<Frame>" if named else None)
    return H2OResponse(key=answer, num_rows=value.nrow, num_cols=value.ncol)
