"""How objects are shown: text for terminals, HTML for notebooks."""

from __future__ import annotations

from heavywater.display.h2o_names import (
    H2OTableDisplay,
    capture_output,
    in_ipy,
    toggle_user_tips,
    user_tips_enabled,
)

__all__ = ["H2OTableDisplay", "capture_output", "in_ipy", "toggle_user_tips", "user_tips_enabled"]

_INNER = (
    "H2ODisplay H2ODisplayWrapper H2OItemsDisplay H2OStringDisplay DisplayMixin ReplHook display "
    "format_to_html format_to_multiline format_user_tips in_py_repl in_zep print2 repr_def to_html "
    "to_pretty_str to_str"
)


def __getattr__(name: str) -> object:
    from heavywater.exceptions import H2OAttributeError

    if name in _INNER.split():
        raise H2OAttributeError(
            f"h2o.display.{name} is not available in Heavywater: it is an inner part of H2O's "
            "client. Use show() of frames and models, or str() of them."
        )
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
