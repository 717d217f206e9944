"""Results that H2O-3 offers on every model but has for other algorithms only.

Scripts that run over many models call them; each does here what H2O's client does for a model
without such a result: it answers None, warns, or raises.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NoReturn

from heavywater.exceptions import H2OUserWarning, H2OValueError
from heavywater.model.not_yet import NotDefinedError

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["OtherAlgorithms"]


class OtherAlgorithms:
    """What models of other algorithms have; parameters as in H2O."""

    # -- Generalised linear models ---------------------------------------------------------

    def null_deviance(self, train: bool = False, valid: bool = False, xval: bool = False) -> Any:
        """None: only generalised linear models have it."""
        return _nothing(train=train, valid=valid, xval=xval)

    def residual_deviance(
        self, train: bool = False, valid: bool = False, xval: bool | None = None
    ) -> Any:
        """None: only generalised linear models have it."""
        return _nothing(train=train, valid=valid, xval=bool(xval))

    def null_degrees_of_freedom(
        self, train: bool = False, valid: bool = False, xval: bool = False
    ) -> Any:
        """None: only generalised linear models have it."""
        return _nothing(train=train, valid=valid, xval=xval)

    def residual_degrees_of_freedom(
        self, train: bool = False, valid: bool = False, xval: bool = False
    ) -> Any:
        """None: only generalised linear models have it."""
        return _nothing(train=train, valid=valid, xval=xval)

    def coef_names(self) -> None:
        """None: only generalised linear models have coefficients."""

    def coef(self) -> NoReturn:
        """Raises: only generalised linear models have coefficients."""
        raise _not_defined("coef", "coefficients", "generalised linear models")

    def coef_norm(self) -> NoReturn:
        """Raises: only generalised linear models have coefficients."""
        raise _not_defined("coef_norm", "coefficients", "generalised linear models")

    def pprint_coef(self) -> NoReturn:
        """Raises: only generalised linear models have coefficients."""
        raise _not_defined("pprint_coef", "coefficients", "generalised linear models")

    def coef_with_p_values(self) -> NoReturn:
        """Raises: only generalised linear models have p-values."""
        raise _not_defined("coef_with_p_values", "p-values", "generalised linear models")

    def get_variable_inflation_factors(self) -> NoReturn:
        """Raises: only generalised linear models have variable inflation factors."""
        raise _not_defined(
            "get_variable_inflation_factors",
            "variable inflation factors",
            "generalised linear models",
        )

    def negative_log_likelihood(self) -> NoReturn:
        """Raises: only generalised linear models have it."""
        raise _not_defined(
            "negative_log_likelihood", "a negative log likelihood", "generalised linear models"
        )

    def average_objective(self) -> NoReturn:
        """Raises: only generalised linear models have it."""
        raise H2OValueError("average_objective() is for generalised linear models only.")

    def std_coef_plot(
        self,
        num_of_features: int | None = None,  # noqa: ARG002
        server: bool = False,  # noqa: ARG002
        save_plot_path: str | None = None,  # noqa: ARG002
    ) -> NoReturn:
        """Raises: only generalised linear models have standardised coefficients."""
        raise H2OValueError(
            "std_coef_plot() is for generalised linear models, which have standardised "
            "coefficients; use varimp_plot()."
        )

    # -- Trees, components -----------------------------------------------------------------

    def ntrees_actual(self) -> None:
        """None, with a warning: only models of trees have it."""
        _warn("ntrees_actual() is None: this model has no trees.")

    def feature_interaction(
        self,
        max_interaction_depth: int = 100,  # noqa: ARG002
        max_tree_depth: int = 100,  # noqa: ARG002
        max_deepening: int = -1,  # noqa: ARG002
        path: str | None = None,  # noqa: ARG002
    ) -> None:
        """None, with a warning: only models of trees have it."""
        _warn("feature_interaction() is None: this model has no trees.")

    def h(self, frame: H2OFrame, variables: list[str]) -> None:  # noqa: ARG002
        """None, with a warning: only models of trees have Friedman and Popescu's H."""
        _warn("h() is None: this model has no trees.")

    def rotation(self) -> NoReturn:
        """Raises: only principal component analysis has it."""
        raise H2OValueError("rotation() is for principal component analysis only.")


def _nothing(**asked: bool) -> Any:
    parts = [part for part, flag in asked.items() if flag]
    return dict.fromkeys(parts) if len(parts) > 1 else None


def _not_defined(name: str, what: str, owners: str) -> NotDefinedError:
    return NotDefinedError(f"{name}() is not defined: only {owners} have {what}.")


def _warn(sentence: str) -> None:
    warnings.warn(sentence, H2OUserWarning, stacklevel=3)
