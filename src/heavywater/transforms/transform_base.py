"""What all transformers share."""

from __future__ import annotations

import inspect
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn, Self

from heavywater._sklearn_tags import frame_tags
from heavywater.exceptions import H2OError, H2ONotImplementedError, H2OTypeError, did_you_mean

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["H2OTransformer", "TransformAttributeError"]


class TransformAttributeError(H2OError, AttributeError):
    """Something that a transformer cannot do."""

    def __init__(self, obj: object, method: str) -> None:
        super().__init__(f"{type(obj).__name__} has no method {method}().")


class H2OTransformer:
    """A step that makes a frame of a frame: `fit` learns from one, `transform` changes any.

    Subclasses define `transform`, and `fit` if there is something to learn. Their parameters are
    the arguments of their ``__init__``, kept as attributes of the same names.
    """

    def fit(self, X: H2OFrame, y: Any = None, **params: Any) -> Self:
        """Learn what `transform` needs.

        Parameters
        ----------
        X
            The frame to learn from.
        y, **params
            Accepted for scikit-learn's pipelines; not read.
        """
        raise TransformAttributeError(self, "fit")

    def transform(self, X: H2OFrame, y: Any = None, **params: Any) -> H2OFrame:
        """A changed copy of a frame, which stays as it is.

        Parameters
        ----------
        X
            The frame.
        y, **params
            Accepted for scikit-learn's pipelines; not read.
        """
        raise TransformAttributeError(self, "transform")

    def inverse_transform(self, X: H2OFrame, y: Any = None, **params: Any) -> H2OFrame:
        """Take `transform` back, where that is possible."""
        raise TransformAttributeError(self, "inverse_transform")

    def export(self, X: H2OFrame, y: Any, **params: Any) -> NoReturn:
        """Not available, as in H2O."""
        raise TransformAttributeError(self, "export")

    def fit_transform(self, X: H2OFrame, y: Any = None, **params: Any) -> H2OFrame:
        """Learn from a frame and change it: `fit`, then `transform`."""
        return self.fit(X, y, **params).transform(X, **params)

    def to_rest(self, args: Any) -> NoReturn:
        """Not available: the step as H2O's client sends it to its server.

        Raises
        ------
        H2ONotImplementedError
            Always; `H2OAssembly.save` writes steps to a file.
        """
        raise H2ONotImplementedError(
            f"to_rest({args!r}) is not available: there is no server to send a step to. "
            "H2OAssembly.save() writes steps to a file."
        )

    # -- Parameters, as scikit-learn wants them --------------------------------------------

    @classmethod
    def _names(cls) -> list[str]:
        kinds = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
        parameters = inspect.signature(cls).parameters.values()
        return [p.name for p in parameters if p.kind not in kinds]

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The parameters by name.

        Parameters
        ----------
        deep
            Also those of parameters that are transformers, as ``name__parameter``.
        """
        found = {name: getattr(self, name) for name in self._names()} | self._extra()
        if deep:
            for name, value in list(found.items()):
                if isinstance(value, H2OTransformer):
                    inner = value.get_params().items()
                    found |= {f"{name}__{key}": given for key, given in inner}
        return found

    def _extra(self) -> dict[str, Any]:
        """Parameters beyond the named ones."""
        return {}

    def set_params(self, **params: Any) -> Self:
        """Set parameters by name."""
        known = [*self._names(), *self._extra()]
        for name in params:
            if name not in known:
                raise H2OTypeError(
                    f"{type(self).__name__} has no parameter {name!r}.{did_you_mean(name, known)}",
                    name,
                )
        given = self.get_params(deep=False) | params
        self.__init__(**given)  # type: ignore[misc]
        return self

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn's pipelines ask: a transformer of tables."""
        return frame_tags(transformer=True)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __repr__(self) -> str:
        # Of most transformers the defaults say nothing.
        defaults = inspect.signature(type(self)).parameters
        nothing = SimpleNamespace(default=inspect.Parameter.empty)
        shown = ", ".join(
            f"{name}={getattr(value, '__name__', None) or repr(value)}"
            for name, value in self.get_params(deep=False).items()
            if value is not defaults.get(name, nothing).default
        )
        return f"{type(self).__name__}({shown})"
