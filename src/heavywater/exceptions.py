"""Every error and warning that users meet.

The names that H2O-3's Python client has are kept, so that ``except`` clauses written for it go
on working. Most classes also inherit the built-in exception that a Python user would catch.

Messages are one paragraph: what was given, what is allowed, what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = [
    "H2OAttributeError",
    "H2OColumnError",
    "H2OConnectionError",
    "H2ODependencyWarning",
    "H2ODeprecationWarning",
    "H2OError",
    "H2OExpressionError",
    "H2OFileError",
    "H2OFrameError",
    "H2OJobCancelled",
    "H2OLeaderboardError",
    "H2OMissingKeyError",
    "H2OModelBuildError",
    "H2ONotImplementedError",
    "H2OParserError",
    "H2OResponseError",
    "H2OServerError",
    "H2OSoftError",
    "H2OStartupError",
    "H2OTypeError",
    "H2OUnknownValueError",
    "H2OUserWarning",
    "H2OValueError",
    "did_you_mean",
    "listed",
]


def listed(names: Iterable[object], *, limit: int = 12) -> str:
    """Names as they read in a sentence, cut off after `limit` of them.

    Examples
    --------
    >>> listed(["a", "b", "c"], limit=2)
    "'a', 'b' and 1 more"
    """
    shown = [repr(name) for name in names]
    if len(shown) <= limit:
        return ", ".join(shown)
    return f"{', '.join(shown[:limit])} and {len(shown) - limit} more"


def did_you_mean(name: object, candidates: Iterable[str]) -> str:
    """A hint such as ``" Did you mean 'year'?"``, or nothing when no candidate is close.

    Examples
    --------
    >>> did_you_mean("yaer", ["year", "power"])
    " Did you mean 'year'?"
    >>> did_you_mean("unlike", ["year", "power"])
    ''
    """
    spelled = {candidate.casefold(): candidate for candidate in candidates}
    close = difflib.get_close_matches(str(name).casefold(), list(spelled), n=1, cutoff=0.6)
    return f" Did you mean {spelled[close[0]]!r}?" if close else ""


class H2OError(Exception):
    """Base of all errors of this package."""


class H2OSoftError(H2OError):
    """A mistake in a call; the session is as it was before."""


class H2OValueError(H2OSoftError, ValueError):
    """A value that is not allowed.

    Parameters
    ----------
    message
        What was given, what is allowed, what to do.
    var_name
        Name of the argument at fault, when there is one.
    """

    def __init__(self, message: str = "", var_name: str | None = None) -> None:
        super().__init__(message)
        self.var_name = var_name


class H2OTypeError(H2OSoftError, TypeError):
    """A value of the wrong type.

    Parameters
    ----------
    message
        What was given, what is allowed, what to do.
    var_name
        Name of the argument at fault, when there is one.
    var_value
        The value that was given.
    """

    def __init__(
        self, message: str = "", var_name: str | None = None, var_value: object = None
    ) -> None:
        super().__init__(message)
        self.var_name = var_name
        self.var_value = var_value


class H2OUnknownValueError(H2OTypeError, H2OValueError):
    """A word that is not among those that a parameter knows.

    H2O-3 raises its type error here; for a Python user it is a value error. This is both.
    """


class H2OResponseError(H2OError, OSError):
    """A request that was refused; H2O-3 raises it for what its server finds out."""


class ServerMessage(str):
    """A message of H2O-3's server: scripts look for its parts."""

    @property
    def exception_msg(self) -> str:
        """The message."""
        return str(self)

    @property
    def msg(self) -> str:
        """The message again."""
        return str(self)

    @property
    def dev_msg(self) -> str:
        """The message again; there is no other for developers."""
        return str(self)


class H2OFrameError(H2OResponseError, H2OValueError):
    """A verb that a frame's columns, rows or values do not allow.

    H2O-3 finds these on its server and raises `H2OResponseError`, which scripts catch as an
    `EnvironmentError`; here the error is a `ValueError` too.
    """

    def __init__(self, message: str = "", var_name: str | None = None) -> None:
        H2OValueError.__init__(self, ServerMessage(message), var_name)

    # OSError builds its text from errno; this one has only its message.
    __str__ = Exception.__str__


class H2OColumnError(H2OFrameError, KeyError):
    """A column that the frame does not have.

    Examples
    --------
    >>> raise_for = H2OColumnError.unknown("yaer", ["power", "year"])
    >>> str(raise_for)
    "The frame has no column 'yaer'. Did you mean 'year'? Its columns are 'power', 'year'."
    """

    # KeyError prints the repr of its argument; a sentence should read as a sentence.
    __str__ = Exception.__str__

    @classmethod
    def unknown(
        cls, name: object, names: Sequence[str], *, frame: str = "The frame", var_name: str = ""
    ) -> H2OColumnError:
        """Error for a `name` that is not among the `names` of the columns."""
        has = f"Its columns are {listed(names)}." if names else "It has no columns."
        hint = did_you_mean(name, names)
        return cls(f"{frame} has no column {name!r}.{hint} {has}", var_name or None)

    @classmethod
    def out_of_range(
        cls, index: int, ncol: int, *, frame: str = "The frame", var_name: str = ""
    ) -> H2OColumnError:
        """Error for a column position outside the frame's `ncol` columns."""
        return cls(
            f"{frame} has {ncol} columns, at positions 0 to {ncol - 1}; there is no column "
            f"at position {index}.",
            var_name or None,
        )


class H2OModelBuildError(H2OResponseError, H2OValueError):
    """Parameters or data from which no model can be built.

    H2O-3 finds these on its server and raises `H2OResponseError`; here the error is a
    `ValueError` too.

    Parameters
    ----------
    message
        What is wrong and what to do; the messages of several `problems` are joined.
    problems
        Pairs of parameter name and message, when there are several.
    """

    def __init__(self, message: str = "", problems: Sequence[tuple[str, str]] = ()) -> None:
        H2OValueError.__init__(self, message, problems[0][0] if problems else None)
        self.problems = tuple(problems)

    # OSError builds its text from errno; this one has only its message.
    __str__ = Exception.__str__

    @classmethod
    def of(cls, problems: Sequence[tuple[str, str]]) -> H2OModelBuildError:
        """One error for all `problems`: pairs of parameter name and message."""
        return cls(" ".join(message for _, message in problems), problems)


class H2OMissingKeyError(H2OResponseError, H2OValueError):
    """A key that the session does not have; H2O-3's server answers with `H2OResponseError`."""

    # OSError builds its text from errno; this one has only its message.
    __str__ = Exception.__str__


class H2OExpressionError(H2OResponseError, H2OValueError):
    """A Rapids expression that is malformed or calls a primitive with wrong arguments."""

    __str__ = Exception.__str__


class H2OServerError(H2OError):
    """Something went wrong inside; please report it.

    Parameters
    ----------
    message
        What happened.
    stacktrace
        Lines of the traceback, when there is one.
    """

    def __init__(self, message: str = "", stacktrace: Any = None) -> None:
        super().__init__(message)
        self.stacktrace = stacktrace


class H2OLeaderboardError(H2OResponseError, H2OServerError, H2OValueError):
    """Models that cannot be listed side by side; H2O raises one or the other of these."""

    __str__ = Exception.__str__


class H2OFileError(H2OResponseError, H2OValueError):
    """A file that is missing, unreadable or malformed.

    H2O-3 finds these on its server and raises `H2OResponseError`, or a `ValueError`; this is both.
    """

    def __init__(self, message: str = "", var_name: str | None = None) -> None:
        H2OValueError.__init__(self, ServerMessage(message), var_name)

    __str__ = Exception.__str__


class H2OParserError(H2OFileError):
    """A wish about a file that its format does not admit."""


class H2OStartupError(H2OSoftError):
    """The session could not be started."""


class H2OConnectionError(H2OSoftError):
    """No connection to a server."""


class H2OJobCancelled(H2OError):  # noqa: N818 - H2O's name
    """The job was cancelled before it was done."""


class H2ONotImplementedError(H2OError, NotImplementedError):
    """Something of H2O-3 that this release does not have yet; the message says what to use."""


class H2OAttributeError(H2ONotImplementedError, AttributeError):
    """A name of H2O-3 that this release does not have yet; ``hasattr`` says no."""


class H2OUserWarning(UserWarning, RuntimeWarning):
    """Something that is allowed but probably not meant.

    H2O-3 warns of such things with `RuntimeWarning`; filters for it work on.
    """


class H2ODeprecationWarning(DeprecationWarning):
    """Something that H2O-3 has deprecated."""


class H2ODependencyWarning(Warning):
    """An optional package is missing, so that something works less well."""
