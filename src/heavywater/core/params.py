"""The vocabulary of parameters: each is declared once, everything else is derived.

A `Parameter` states name, type, default, range, allowed values, help and level. A
`ParameterSet` is what one algorithm takes, in H2O's order; from it come the signature and the
docstring of the estimator and the validation of what a user gives.

There are two moments at which a value can be refused, as in H2O-3. A value of a wrong type or an
unknown word is refused where it is written (`ParameterSet.convert`); a value out of range, or one
that this release cannot honour, when the training starts (`ParameterSet.validate`).
"""

from __future__ import annotations

import inspect
import math
import numbers
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from heavywater.exceptions import (
    H2OModelBuildError,
    H2ONotImplementedError,
    H2OTypeError,
    H2OUnknownValueError,
    did_you_mean,
)

__all__ = ["Level", "Parameter", "ParameterSet", "Type", "loose", "snake"]

Type = Literal[
    "int",
    "long",
    "float",
    "double",
    "enum",
    "bool",
    "string",
    "frame",
    "model",
    "column",
    "int[]",
    "double[]",
    "string[]",
    "frame[]",
    "function",
]
Level = Literal["critical", "secondary", "expert"]

_BITS = {"int": 31, "long": 63}

# How a type reads in an error and in the docstring.
_WORDS: dict[str, tuple[str, str]] = {
    "int": ("an integer", "int"),
    "long": ("an integer", "int"),
    "float": ("a number", "float"),
    "double": ("a number", "float"),
    "enum": ("one of the allowed words", "str"),
    "bool": ("True or False", "bool"),
    "string": ("a string", "str"),
    "frame": ("an H2OFrame", "H2OFrame"),
    "model": ("a model or its key", "model or str"),
    "column": ("the name of a column", "str"),
    "int[]": ("a list of integers", "list of int"),
    "double[]": ("a list of numbers", "list of float"),
    "string[]": ("a list of strings", "list of str"),
    "frame[]": ("a list of H2OFrames", "list of H2OFrame"),
    "function": ("a function, or what upload_custom_metric() gave", "callable or str"),
}


def loose(word: str) -> str:
    """A word without what loose spelling may change.

    Examples
    --------
    >>> loose("rectifier_with-dropout") == loose("RectifierWithDropout")
    True
    """
    return re.sub(r"[^A-Z0-9]", "", word.upper())


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """The declaration of one parameter.

    Parameters
    ----------
    name
        H2O's name.
    type
        Kind of value; a type that ends in ``[]`` is a list.
    default
        Value when nothing, or None, is given.
    help
        What it does, in one or a few sentences; ends with a full stop.
    level
        How early a user meets it.
    values
        For enums: the allowed words in their official spelling.
    minimum, maximum
        Range of a number, or of each number in a list.
    open_minimum, open_maximum
        Whether the end itself is excluded.
    allow_infinite
        Whether infinity is a value (it means "no limit").
    gridable
        Whether a grid search may vary it.
    aliases
        Other names for it, from older releases of H2O.
    missing
        Why only some values work in this release, and what to use instead. Values other than
        the default and those in `works` are then refused.
    works
        Values that work although `missing` is set.
    no_effect
        Why the value changes nothing here; one that is not the default draws a warning.
    """

    name: str
    type: Type
    default: Any = None
    help: str
    level: Level = "secondary"
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    open_minimum: bool = False
    open_maximum: bool = False
    allow_infinite: bool = False
    gridable: bool = True
    aliases: tuple[str, ...] = ()
    missing: str = ""
    works: tuple[Any, ...] = ()
    no_effect: str = ""

    @property
    def signature_default(self) -> Any:
        """The default as it stands in the estimator's signature: enums in snake case."""
        if self.type == "enum":
            return snake(self.default)
        return list(self.default) if isinstance(self.default, (list, tuple)) else self.default

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return self.type.endswith("[]")

    @property
    def range_text(self) -> str:
        """The allowed range in words, such as ``"at least 0 and less than 1"``; may be empty."""
        parts = []
        if self.minimum is not None:
            parts.append(f"{'more than' if self.open_minimum else 'at least'} {self.minimum:g}")
        if self.maximum is not None:
            parts.append(f"{'less than' if self.open_maximum else 'at most'} {self.maximum:g}")
        return " and ".join(parts)

    def convert(self, value: Any) -> Any:
        """The value in its official form: the enum's spelling, a float for an int, ...

        None stands for the default.

        Raises
        ------
        H2OTypeError
            If the value is not of the parameter's type, or not among an enum's words.
        """
        if value is None:
            return list(self.default) if isinstance(self.default, list) else self.default
        if self.is_list:
            return [self._convert_element(element, value) for element in self._elements(value)]
        return self._convert_one(value, value)

    def problem(self, value: Any) -> str:
        """What is wrong with a converted value's range, as a sentence; empty if nothing is."""
        elements = value if self.is_list and value is not None else [value]
        if all(self._in_range(element) for element in elements):
            return ""
        each = "each value must be" if self.is_list else "it must be"
        return f"{self.name} is {value!r}; {each} {self.range_text or 'a finite number'}."

    def is_default(self, value: Any) -> bool:
        """Whether a converted value is the default."""
        # By identity where the default is None: frames compare row by row.
        return value is None if self.default is None else bool(value == self.default)

    def unavailable(self, value: Any) -> bool:
        """Whether this release cannot honour a converted value."""
        return bool(self.missing) and not self.is_default(value) and value not in self.works

    def _elements(self, value: Any) -> Iterable[Any]:
        # A single number stands for a list of one; so do NumPy arrays, ranges and tuples.
        if isinstance(value, (str, bytes, Mapping)):
            raise self._wrong_type(value)
        if isinstance(value, Iterable):
            return value
        return [value]

    def _convert_element(self, element: Any, whole: Any) -> Any:
        if element is None and self.type == "frame[]":
            return None
        return self._convert_one(element, whole)

    def _convert_one(self, value: Any, whole: Any) -> Any:
        match self.type.removesuffix("[]"):
            case "int" | "long" as kind:
                return self._integer(value, whole, _BITS[kind])
            case "float" | "double":
                return self._number(value, whole)
            case "bool":
                return self._boolean(value)
            case "enum":
                return self._word(value)
            case "string" | "column":
                if not isinstance(value, str):
                    raise self._wrong_type(whole)
                return str(value)
            case "function":
                if not (callable(value) or hasattr(value, "reduce") or isinstance(value, str)):
                    raise self._wrong_type(whole)
                return value
            case "frame":
                if not hasattr(value, "frame_id") and not isinstance(value, str):
                    raise self._wrong_type(whole)
                return value
            case _:
                if not hasattr(value, "model_id") and not isinstance(value, str):
                    raise self._wrong_type(whole)
                return value

    def _integer(self, value: Any, whole: Any, bits: int) -> int:
        number = self._number(value, whole)
        if not number.is_integer():
            raise self._wrong_type(whole)
        # Not through float: it has 53 bits, a seed has 64.
        integer = int(value)
        if not -(2**bits) <= integer < 2**bits:
            raise H2OUnknownValueError(
                f"{self.name} is {integer}, which does not fit into {bits + 1} bits.", self.name
            )
        return integer

    def _number(self, value: Any, whole: Any) -> float:
        if _is_boolean(value) or not isinstance(value, numbers.Real):
            raise self._wrong_type(whole)
        return float(value)

    def _boolean(self, value: Any) -> bool:
        if _is_boolean(value) or (isinstance(value, numbers.Integral) and value in (0, 1)):
            return bool(value)
        raise self._wrong_type(value)

    def _word(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self._wrong_type(value)
        for word in self.values:
            if value == word or loose(value) == loose(word):
                return word
        raise H2OUnknownValueError(
            f"{self.name} is {value!r}; allowed are {', '.join(self.values)}."
            f"{did_you_mean(value, self.values)}",
            self.name,
        )

    def _in_range(self, value: Any) -> bool:
        if not isinstance(value, (int, float)):
            return True
        if math.isnan(value) or (math.isinf(value) and not self.allow_infinite):
            return False
        low, high = self.minimum, self.maximum
        above = low is None or (value > low if self.open_minimum else value >= low)
        return above and (high is None or (value < high if self.open_maximum else value <= high))

    def _wrong_type(self, value: Any) -> H2OTypeError:
        article = "allowed are " + ", ".join(self.values) if self.values else ""
        return H2OTypeError(
            f"{self.name} is {_shown(value)} (of type {type(value).__name__}); it must be "
            f"{article and 'a string: '}{article or _WORDS[self.type][0]}.",
            self.name,
            value,
        )


class ParameterSet:
    """The parameters of one algorithm, in H2O's order.

    Parameters
    ----------
    algorithm
        Name of the algorithm, for messages.
    parameters
        The declarations.
    """

    def __init__(self, algorithm: str, parameters: Sequence[Parameter]) -> None:
        self.algorithm = algorithm
        self._by_name = {parameter.name: parameter for parameter in parameters}
        self._aliases = {alias: p.name for p in parameters for alias in p.aliases}

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name or name in self._aliases

    def __getitem__(self, name: str) -> Parameter:
        if name not in self:
            raise self.unknown(name)
        return self._by_name[self._aliases.get(name, name)]

    @property
    def names(self) -> list[str]:
        """All names, in order."""
        return list(self._by_name)

    def defaults(self) -> dict[str, Any]:
        """Every parameter at its default."""
        return {parameter.name: parameter.convert(None) for parameter in self}

    def unknown(self, name: str) -> H2OTypeError:
        """The error for a name that is no parameter."""
        hint = did_you_mean(name, self.names)
        if not hint:
            near = [n for n in self.names if name and name.casefold() in n]
            hint = f" Parameters with it in their name: {', '.join(near)}." if near else ""
        return H2OTypeError(f"{self.algorithm} has no parameter {name!r}.{hint}", name)

    def bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments of a call by parameter name, as they were given."""
        if len(args) > len(self):
            raise H2OTypeError(
                f"{self.algorithm} takes at most {len(self)} arguments, not {len(args)}."
            )
        given = dict(zip(self.names, args, strict=False))
        for name, value in kwargs.items():
            official = self[name].name
            if official in given:
                raise H2OTypeError(f"{self.algorithm} got {official!r} twice.", official)
            given[official] = value
        return given

    def convert(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Every parameter in its official form; those that are not given have their default.

        Raises
        ------
        H2OTypeError
            If a name is unknown or a value is of the wrong type.
        """
        converted = self.defaults()
        for name, value in given.items():
            parameter = self[name]
            converted[parameter.name] = parameter.convert(value)
        return converted

    def validate(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """`convert`, and refuse what is out of range or cannot be honoured.

        Raises
        ------
        H2OTypeError
            If a name is unknown or a value is of the wrong type.
        H2OModelBuildError
            If values are out of range; one error names them all.
        H2ONotImplementedError
            If this release cannot honour a value.
        """
        values = self.convert(given)
        problems = self.problems(values)
        if problems:
            raise H2OModelBuildError.of(problems)
        self.refuse_missing(values)
        return values

    def problems(self, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Pairs of name and message for the converted values that are out of range."""
        found = [(p.name, p.problem(values[p.name])) for p in self]
        return [(name, message) for name, message in found if message]

    def refuse_missing(self, values: Mapping[str, Any]) -> None:
        """Raise for the first converted value that this release cannot honour."""
        for parameter in self:
            value = values[parameter.name]
            if parameter.unavailable(value):
                raise H2ONotImplementedError(
                    f"{parameter.name}={_shown(value)} is not available in this release of "
                    f"Heavywater. {parameter.missing}"
                )

    def without_effect(self, values: Mapping[str, Any]) -> list[str]:
        """A sentence for every converted value that was changed but has no effect here."""
        return [
            f"{p.name}={_shown(values[p.name])} has no effect: {p.no_effect}"
            for p in self
            if p.no_effect and not p.is_default(values[p.name])
        ]

    def signature(self) -> inspect.Signature:
        """The signature of an ``__init__`` that takes all parameters."""
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        return inspect.Signature(
            [inspect.Parameter("self", kind)]
            + [inspect.Parameter(p.name, kind, default=p.signature_default) for p in self]
        )

    def docstring(self) -> str:
        """The ``Parameters`` section of a numpydoc docstring."""
        entries = [f"{p.name} : {_type_text(p)}\n{_help_text(p)}" for p in self]
        return "Parameters\n----------\n" + "\n".join(entries)


def snake(word: str) -> str:
    """H2O's Python spelling of an enum's word.

    Examples
    --------
    >>> snake("RectifierWithDropout"), snake("AUTO"), snake("mean_per_class_error")
    ('rectifier_with_dropout', 'auto', 'mean_per_class_error')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower()


def _is_boolean(value: Any) -> bool:
    # numpy.bool is no subclass of bool; ask by name, so that NumPy need not be imported here.
    return isinstance(value, bool) or type(value).__name__ in ("bool", "bool_")


def _shown(value: Any) -> str:
    if hasattr(value, "frame_id"):
        return f"frame {value.frame_id!r}"
    if hasattr(value, "model_id"):
        return f"model {value.model_id!r}"
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:97]}..."


def _type_text(parameter: Parameter) -> str:
    words = ", ".join(repr(snake(word)) for word in parameter.values)
    kind = f"{{{words}}}" if words else _WORDS[parameter.type][1]
    return f"{kind}, default {parameter.signature_default!r}"


def _missing_text(parameter: Parameter) -> str:
    absent = [repr(snake(word)) for word in parameter.values if parameter.unavailable(word)]
    if absent:
        return f"Not in this release: {', '.join(absent)}."
    return f"In this release only {parameter.signature_default!r}."


def _help_text(parameter: Parameter) -> str:
    text = parameter.help
    if parameter.range_text:
        text += f" Must be {parameter.range_text}."
    if parameter.no_effect:
        text += f" No effect: {parameter.no_effect}"
    if parameter.missing:
        text += f" {_missing_text(parameter)} {parameter.missing}"
    return textwrap.fill(text, 90, initial_indent="    ", subsequent_indent="    ")
