"""A training request with everything resolved that depends on the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.deeplearning import parameters as declared
from heavywater.core.deeplearning.checkpoint import check_data, checkpoint_of, progress_from
from heavywater.core.deeplearning.loss_rules import descended_loss
from heavywater.core.deeplearning.model import DeepLearningModel
from heavywater.core.deeplearning.scoring import Scoring
from heavywater.core.deeplearning.settings import Settings
from heavywater.core.frames.data import FrameData
from heavywater.core.training.balance import balanced_rows, class_shares
from heavywater.core.training.data_info import DataInfo, Inputs
from heavywater.core.training.family import Family
from heavywater.core.training.model import Category
from heavywater.core.training.predictors import refuse_nothing_to_learn_from, usable_predictors
from heavywater.core.training.progress import Progress
from heavywater.core.training.reconstruction import Reconstruction
from heavywater.core.training.request import TrainingRequest
from heavywater.core.training.response import Response, response_notes
from heavywater.exceptions import H2OModelBuildError, H2OValueError

__all__ = ["Problem"]

#: Beyond so many cells (1 GB of them) sparse columns are trained on as such, asked or not.
_MOST_CELLS = 1 << 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """The request with everything resolved that depends on the data."""

    request: TrainingRequest
    category: Category
    parameters: dict[str, Any]
    settings: Settings
    seed: int
    info: DataInfo
    response: Response | Reconstruction
    notes: list[str]
    checkpoint: DeepLearningModel | None = None

    @classmethod
    def of(cls, request: TrainingRequest) -> Problem:
        data = request.training
        if data.nrow < 2:
            raise H2OModelBuildError(
                f"The training frame has {data.nrow} row{'s' * (data.nrow != 1)}; training needs "
                "at least 2, with different responses. Look at how its rows were selected."
            )
        checkpoint = checkpoint_of(request)
        category = _category(request)
        if checkpoint is not None:
            check_data(request, checkpoint, category)
            # Its response may have more levels than this frame's.
            category = checkpoint.category
        declared.check_for(request.parameters, category)
        values = declared.effective(request.parameters, category)
        values["seed"] = _seed(values["seed"], checkpoint)
        info, response, dropped = _learned(request, category, values, checkpoint)
        classes = 1 if response.domain is None else response.outputs
        declared.check_classes(values, classes)
        notes = [*request.warnings, *declared.notes_for(values, classes)]
        if info.sparse and not request.parameters["sparse"]:
            notes.append(
                f"The {len(info.numerics):,} numeric columns are mostly 0, and would take too much "
                "memory otherwise: sparse=True is used. Set it to train without this warning."
            )
        if request.response is not None:
            notes += response_notes(data, request.response, category, values["distribution"])
        if response.domain is None and values["score_validation_sampling"] == "Stratified":
            notes.append(
                "score_validation_sampling='Stratified' is ignored because there are no classes."
            )
        if dropped:
            listed = ", ".join(repr(name) for name in dropped[:20])
            more = f" and {len(dropped) - 20} more" if len(dropped) > 20 else ""
            notes.append(f"Dropped bad and constant columns: {listed}{more}.")
        return cls(
            request=request,
            category=category,
            parameters=values,
            settings=_settings(values, data.nrow),
            seed=values["seed"],
            info=info,
            response=response,
            notes=notes,
            checkpoint=checkpoint,
        )

    def progress(self) -> Progress:
        """Where the training begins."""
        if self.checkpoint is not None:
            return progress_from(self.checkpoint, self.seed)
        return Progress(columns=list(self.request.predictors), seed=self.seed)

    def rows(self, data: FrameData, frame: str | None) -> Scoring:
        """The rows of a frame, ready to train on or to score."""
        try:
            values = self.response.values(data)
            inputs, notes = self.info.transform(data)
        except H2OValueError as error:
            place = f"{frame}: " if frame else ""
            raise H2OModelBuildError(f"{place}{error}") from None
        self.notes.extend(f"{frame}: {note}" if frame else note for note in notes)
        return self.scoring(data, inputs, values, frame)

    def scoring(
        self, data: FrameData, inputs: Inputs, values: npt.NDArray[np.float64], frame: str | None
    ) -> Scoring:
        """Rows of a frame whose inputs and responses are known already; as `rows`."""
        weights = _row_weights(data, self.request.weights, required=frame is None)
        usable = ~np.isnan(values)
        if weights is not None:
            usable &= weights > 0
        if frame is None and self.parameters["missing_values_handling"] == "Skip":
            usable &= inputs.complete
        elif frame is not None and not usable.any():
            raise H2OModelBuildError(
                f"The {frame} has no row with a known value of the response "
                f"{self.request.response!r}; give rows that have one, or no {frame}."
            )
        if not usable.any():
            raise H2OModelBuildError(
                "No row can be used for training: in every one the response is missing, the "
                "weight is 0, or (with missing_values_handling='Skip') a predictor is missing."
            )
        offsets = _offsets(self.response, data, frame)
        return Scoring(inputs, values, weights, np.flatnonzero(usable), offsets=offsets)

    def of_fold(
        self,
        key: str,
        changes: dict[str, Any],
        info: DataInfo,
        weights: npt.NDArray[np.float64],
    ) -> Problem:
        """The same for the model of a fold.

        Parameters
        ----------
        key
            Of the model.
        changes
            Parameters that differ.
        info
            How columns become inputs, learned from the rows that the fold does not hold out.
        weights
            0 for the rows that it holds out.
        """
        request = replace(
            self.request,
            model_key=key,
            validation=None,
            validation_frame_key=None,
            fold=None,
            warnings=[],
        )
        response = _response(request, self.category, self.parameters, weights)
        assert response is not None  # autoencoders have no folds
        return replace(
            self,
            request=request,
            parameters=self.parameters | changes,
            info=info,
            response=response,
            notes=[],
        )

    def balance(self, training: Scoring) -> tuple[Problem, Scoring]:
        """The same with balanced classes, if they are asked for.

        The shares of the classes before and after become part of the response, so that
        predicted probabilities can be corrected for the difference.
        """
        domain, values = self.response.domain, self.parameters
        if domain is None or not values["balance_classes"]:
            return self, training
        factors = values["class_sampling_factors"]
        if factors is not None and len(factors) != len(domain):
            raise H2OModelBuildError.of(
                [
                    (
                        "class_sampling_factors",
                        f"class_sampling_factors has {len(factors)} values, but the response "
                        f"{self.request.response!r} has {len(domain)} levels; give one factor for "
                        f"each, in the order {', '.join(map(repr, domain))}.",
                    )
                ]
            )
        if training.weights is not None and not np.isin(training.weights, (0.0, 1.0)).all():
            raise H2OModelBuildError.of(
                [
                    (
                        "balance_classes",
                        "balance_classes works with weights of 0 and 1 only, but the weights "
                        f"column {self.request.weights!r} has others. Use either of the two.",
                    )
                ]
            )
        rows = balanced_rows(
            training.values,
            training.usable,
            len(domain),
            factors=factors,
            largest=values["max_after_balance_size"],
            rng=np.random.default_rng([self.seed & 0xFFFFFFFFFFFFFFFF, 2]),
        )
        assert isinstance(self.response, Response)
        response = replace(
            self.response,
            prior=class_shares(training.values, training.measured, len(domain)),
            trained=class_shares(training.values, rows, len(domain)),
        )
        return replace(self, response=response), replace(training, usable=rows, balanced=True)


def _too_wide(data: FrameData, predictors: Sequence[str]) -> bool:
    """Whether columns that are stored sparsely would take too much memory as a dense matrix."""
    sparse = np.count_nonzero(data.sparse_positions(predictors) >= 0)
    return int(sparse) * data.nrow > _MOST_CELLS


def _category(request: TrainingRequest) -> Category:
    if request.response is None:
        return "AutoEncoder"
    return Response.category_of(request.training, request.response)


def _seed(given: int, checkpoint: DeepLearningModel | None) -> int:
    """The seed to work with: without one, that of the checkpoint, or a random one."""
    if given != -1:
        return given
    if checkpoint is not None:
        return int(checkpoint.parameters["seed"])
    return int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> 1)


def _learned(
    request: TrainingRequest,
    category: Category,
    values: dict[str, Any],
    checkpoint: DeepLearningModel | None,
) -> tuple[DataInfo, Response | Reconstruction, list[str]]:
    """How columns become inputs, what is predicted, and which predictors had to be dropped."""
    weights = _statistics_weights(request)
    if checkpoint is not None:
        # The network was trained with the checkpoint's shifts and scales; others would be
        # another function of the same columns.
        old = checkpoint.response_info
        if isinstance(old, Reconstruction):
            return checkpoint.data_info, old, []
        new = _response(request, category, values, weights)
        assert new is not None
        new = replace(new, domain=old.domain, shift=old.shift, scale=old.scale)
        return checkpoint.data_info, new, []
    usable, dropped = usable_predictors(
        request.training, request.predictors, ignore_constant=values["ignore_const_cols"]
    )
    refuse_nothing_to_learn_from(usable, dropped)
    supervised = _response(request, category, values, weights)
    values["sparse"] = supervised is not None and (
        values["sparse"] or _too_wide(request.training, usable)
    )
    info = DataInfo.learn(
        request.training,
        usable,
        standardize=values["standardize"],
        use_all_factor_levels=values["use_all_factor_levels"],
        weights=weights,
        encoding=values["categorical_encoding"],
        response=None if supervised is None else supervised.values(request.training),
        max_categorical_features=values["max_categorical_features"],
        seed=values["seed"],
        spread="range" if supervised is None else "deviation",
        sparse=values["sparse"],
    )
    response = supervised or Reconstruction(info.indicators + len(info.numerics))
    return info, response, dropped


def _settings(values: dict[str, Any], rows: int) -> Settings:
    return Settings(
        loss=descended_loss(values),
        adaptive=values["adaptive_rate"],
        rho=values["rho"],
        epsilon=values["epsilon"],
        rate=values["rate"],
        rate_annealing=values["rate_annealing"],
        rate_decay=values["rate_decay"],
        momentum_start=values["momentum_start"],
        momentum_ramp=values["momentum_ramp"],
        momentum_stable=values["momentum_stable"],
        nesterov=values["nesterov_accelerated_gradient"],
        input_dropout=values["input_dropout_ratio"],
        hidden_dropout=tuple(values["hidden_dropout_ratios"]),
        l1=values["l1"],
        l2=values["l2"],
        max_w2=values["max_w2"],
        sparsity=values["sparsity_beta"],
        average_activation=values["average_activation"],
        # All rows at once are the largest batch there is.
        batch=min(values["mini_batch_size"], rows),
        fast=values["fast_mode"],
        elastic=values["elastic_averaging"],
        moving_rate=values["elastic_averaging_moving_rate"],
        elastic_pull=values["elastic_averaging_regularization"],
        quantile_alpha=values["quantile_alpha"],
        tweedie_power=values["tweedie_power"],
    )


def _response(
    request: TrainingRequest,
    category: Category,
    values: dict[str, Any],
    weights: npt.NDArray[np.float64] | None,
) -> Response | None:
    """The column to predict, if there is one."""
    if request.response is None:
        return None
    try:
        response = Response.learn(
            request.training,
            request.response,
            category,
            standardize=values["standardize"],
            family=_family(values),
            offset=request.offset,
            weights=weights,
            auc_type=values["auc_type"],
            gainslift_bins=values["gainslift_bins"],
        )
    except H2OModelBuildError:
        raise
    except H2OValueError as error:
        raise H2OModelBuildError.of([("offset_column", str(error))]) from None
    return replace(response, custom_metric=request.custom_metric)


def _offsets(
    response: Response | Reconstruction, data: FrameData, frame: str | None
) -> npt.NDArray[np.float64] | None:
    try:
        return response.offsets(data)
    except H2OValueError as error:
        place = f"{frame}: " if frame else ""
        raise H2OModelBuildError(f"{place}{error}") from None


def _family(values: dict[str, Any]) -> Family:
    return Family(
        distribution=values["distribution"],
        huber_alpha=values["huber_alpha"],
        quantile_alpha=values["quantile_alpha"],
        tweedie_power=values["tweedie_power"],
    )


def _row_weights(
    data: FrameData, column: str | None, *, required: bool
) -> npt.NDArray[np.float64] | None:
    """Observation weights; a validation frame without the column counts every row once."""
    if column is None or (not required and column not in data.names):
        return None
    if data.type_of(column) not in ("int", "real"):
        raise H2OModelBuildError(
            f"The weights column {column!r} is of type {data.type_of(column)}; weights must be "
            "numbers."
        )
    weights = data.numeric(column)
    if np.isnan(weights).any() or (weights < 0).any() or not (weights > 0).any():
        raise H2OModelBuildError(
            f"The weights column {column!r} must hold numbers of 0 or more, none missing and not "
            f"all 0; it has {int(np.isnan(weights).sum())} missing and "
            f"{int((weights < 0).sum())} negative values among {weights.size}."
        )
    return weights


def _statistics_weights(request: TrainingRequest) -> npt.NDArray[np.float64] | None:
    return _row_weights(request.training, request.weights, required=True)
