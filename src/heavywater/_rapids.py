"""h2o.rapids(): of H2O's expression language, the properties that scripts set."""

from __future__ import annotations

import re
from typing import Any

from heavywater.exceptions import H2ONotImplementedError, H2OTypeError

__all__ = ["EVALUATE_AUTO", "rapids"]

#: "false" lets models report AUTO where a parameter was AUTO, not what that became.
EVALUATE_AUTO = "sys.ai.h2o.algos.evaluate_auto_model_parameters"

_SETPROPERTY = re.compile(r"""\s*\(\s*setproperty\s+(["'])(.*?)\1\s+(["'])(.*?)\3\s*\)\s*""")


def rapids(expr: str) -> dict[str, Any]:
    """Evaluate an expression of H2O's server language.

    Parameters
    ----------
    expr
        ``(setproperty "name" "value")``; the property
        ``sys.ai.h2o.algos.evaluate_auto_model_parameters`` is the one that has a meaning here.
        For everything else there are the methods of `H2OFrame`.

    Returns
    -------
    A dict whose ``"string"`` tells the property's old value.

    Raises
    ------
    H2ONotImplementedError
        If it is another expression, or another property.

    Examples
    --------
    >>> rapids(f'(setproperty "{EVALUATE_AUTO}" "true")')["string"].endswith("null")
    True
    """
    from heavywater import session

    if not isinstance(expr, str):
        raise H2OTypeError(f"expr must be a string, not {expr!r}.", "expr", expr)
    found = _SETPROPERTY.fullmatch(expr)
    if found is None or found[2] != EVALUATE_AUTO:
        raise H2ONotImplementedError(
            f"rapids({expr!r}) is not available in Heavywater, which has no server to evaluate "
            "it; use the methods of H2OFrame. The one expression that works is "
            f'(setproperty "{EVALUATE_AUTO}" "false").'
        )
    properties = session.current().properties
    old = properties.get(EVALUATE_AUTO, "null")
    properties[EVALUATE_AUTO] = found[4]
    return {"string": f"Old values of {EVALUATE_AUTO} (per node): {old}"}
