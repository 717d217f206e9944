"""Continuing the training of a model: what must be as it was, and where to go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from heavywater.core.deeplearning.model import DeepLearningModel
from heavywater.core.deeplearning.parameters import PARAMETERS
from heavywater.core.frames.modelling import codes_in_domain
from heavywater.core.training.model import Category
from heavywater.core.training.progress import Progress
from heavywater.core.training.request import TrainingRequest
from heavywater.exceptions import H2OModelBuildError

__all__ = ["check_data", "checkpoint_of", "progress_from"]

Problem = tuple[str, str]

#: What the network, its inputs and the state of its optimiser are made for. The values that a
#: user wrote are compared, as H2O does.
UNCHANGEABLE = (
    "activation",
    "hidden",
    "autoencoder",
    "adaptive_rate",
    "rho",
    "epsilon",
    "rate",
    "rate_annealing",
    "rate_decay",
    "momentum_start",
    "momentum_ramp",
    "momentum_stable",
    "nesterov_accelerated_gradient",
    "distribution",
    "quantile_alpha",
    "tweedie_power",
    "huber_alpha",
    "standardize",
    "use_all_factor_levels",
    "ignore_const_cols",
    "categorical_encoding",
    "max_categorical_features",
    "sparse",
    "sparsity_beta",
    "col_major",
    "nfolds",
)


def checkpoint_of(request: TrainingRequest) -> DeepLearningModel | None:
    """The model whose training a request continues; None if it begins one.

    Raises
    ------
    H2OModelBuildError
        If it is of another algorithm, or parameters differ that must not; one error names them
        all, with both values.
    """
    model = request.models.get("checkpoint")
    if model is None:
        return None
    if not isinstance(model, DeepLearningModel):
        raise _refusal(
            ("checkpoint", f"checkpoint {model.key!r} is a {model.algorithm_title} model; only a "
             "Deep Learning model can be continued.")
        )  # fmt: skip
    problems = [*_changed(request, model), *_too_few_epochs(request, model)]
    if problems:
        raise _refusal(*problems)
    return model


def check_data(request: TrainingRequest, model: DeepLearningModel, category: Category) -> None:
    """Refuse data that the checkpoint's network is not made for.

    Parameters
    ----------
    request
        What was asked for.
    model
        The checkpoint.
    category
        Kind of problem that the response makes.

    Raises
    ------
    H2OModelBuildError
        If columns, levels or the kind of response are others than those of the checkpoint.
    """
    problems = [
        *_other_columns(request, model),
        *_other_response(request, model, category),
        *_other_offset(request, model),
    ]
    if not problems:
        problems = list(_new_levels(request, model))
    if problems:
        raise _refusal(*problems)


def progress_from(model: DeepLearningModel, seed: int) -> Progress:
    """Where the training of a model goes on.

    Parameters
    ----------
    model
        The checkpoint.
    seed
        Seed of the new training. With that of the checkpoint rows come as if it had not ended.
    """
    progress = _progress(model).copy()
    if seed != progress.seed:
        progress.seed, progress.places = seed, []
    return progress


def _progress(model: DeepLearningModel) -> Progress:
    if model.progress is not None:
        return model.progress
    # A model of a file from before there was progress: as much as its history tells.
    history = model.scoring_history
    return Progress(
        columns=model.data_info.columns,
        iteration=int(history.column("iterations")[-1]),
        samples=int(history.column("samples")[-1]),
        epochs=float(history.column("epochs")[-1]),
        seed=int(model.parameters["seed"]),
    )


def _changed(request: TrainingRequest, model: DeepLearningModel) -> Iterator[Problem]:
    for name in UNCHANGEABLE:
        default = PARAMETERS[name].convert(None)
        old = model.given_parameters.get(name, default)
        new = request.given.get(name, default)
        if old != new:
            yield (
                name,
                f"{name} is {new!r}, but the checkpoint {model.key!r} was trained with {old!r}; "
                "it cannot change when a training is continued.",
            )
    if (request.validation is None) != (model.validation_metrics is None):
        had = "without" if model.validation_metrics is None else "with"
        yield (
            "validation_frame",
            f"The checkpoint {model.key!r} was trained {had} a validation_frame; continue it "
            f"{had} one.",
        )


def _too_few_epochs(request: TrainingRequest, model: DeepLearningModel) -> Iterator[Problem]:
    done, wanted = _progress(model).epochs, request.parameters["epochs"]
    if wanted <= done:
        yield (
            "epochs",
            f"epochs is {wanted:g}, but the checkpoint {model.key!r} has been trained for "
            f"{done:g} epochs already. epochs is the total of both trainings; it must be more.",
        )


def _other_columns(request: TrainingRequest, model: DeepLearningModel) -> Iterator[Problem]:
    old, new = _progress(model).columns, request.predictors
    lost = [name for name in old if name not in set(new)]
    added = [name for name in new if name not in set(old)]
    if lost or added:
        parts = [f"{_listed(lost)} missing"] * bool(lost) + [f"{_listed(added)} new"] * bool(added)
        yield (
            "x",
            f"The columns to learn from must be those of the checkpoint {model.key!r}: "
            f"{' and '.join(parts)}.",
        )


def _other_response(
    request: TrainingRequest, model: DeepLearningModel, category: Category
) -> Iterator[Problem]:
    if request.response != model.response:
        yield (
            "response_column",
            f"The response is {request.response!r}, but that of the checkpoint {model.key!r} is "
            f"{model.response!r}.",
        )
    elif (category == "Regression") != (model.category == "Regression"):
        kinds = {True: "numeric", False: "categorical"}
        yield (
            "response_column",
            f"The response {request.response!r} is {kinds[category == 'Regression']}, but it was "
            f"{kinds[model.category == 'Regression']} for the checkpoint {model.key!r}.",
        )


def _other_offset(request: TrainingRequest, model: DeepLearningModel) -> Iterator[Problem]:
    old = getattr(model.response_info, "offset", None)
    if request.offset != old:
        yield (
            "offset_column",
            f"offset_column is {request.offset!r}, but that of the checkpoint {model.key!r} is "
            f"{old!r}; what the network has learned is the rest of the prediction.",
        )


def _new_levels(request: TrainingRequest, model: DeepLearningModel) -> Iterator[Problem]:
    domains = dict(model.data_info.domains)
    if model.domain is not None and model.response is not None:
        domains[model.response] = tuple(model.domain)
    for name, domain in domains.items():
        _, unknown = codes_in_domain(request.training, name, domain)
        if unknown:
            yield (
                "training_frame",
                f"Column {name!r} of the training frame has levels that the checkpoint "
                f"{model.key!r} does not know: {_listed(unknown)}. Leave their rows out, or train "
                "a new model.",
            )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:10])
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10} more"


def _refusal(*problems: Any) -> H2OModelBuildError:
    return H2OModelBuildError.of(problems)
