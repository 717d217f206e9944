"""Cross-validation of networks: what each fold learns from, and what comes out."""

from __future__ import annotations

import numpy as np
import pytest

from heavywater.core.deeplearning import parameters as declared
from heavywater.core.deeplearning.builder import build
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.jobs import Job, run_job
from heavywater.core.training.request import TrainingRequest
from heavywater.exceptions import H2OJobCancelled, H2OModelBuildError
from runs import classes_frame, numbers_frame, train

KEPT = {
    "keep_cross_validation_predictions": True,
    "keep_cross_validation_fold_assignment": True,
}


def cross_validate(data, *, fold=None, weights=None, validation=None, threads=2, job=None, **given):
    given = {"hidden": [8], "seed": 1, "epochs": 4, **KEPT, **given}
    if fold is None:
        given = {"nfolds": 3, **given}
    request = TrainingRequest(
        model_key="m",
        parameters=declared.validate(given),
        given=given,
        predictors=[name for name in data.names if name not in ("y", fold, weights)],
        response="y",
        weights=weights,
        fold=fold,
        training=data,
        validation=validation,
        threads=threads,
    )
    return run_job(job or Job("j", "test"), lambda job: build(request, job))


def fold_models(built):
    return [built.parts[key] for key in built.model.cross_validation.model_keys]


def holdout(built):
    return built.parts["cv_holdout_prediction_m"]


def assignment(built):
    return built.parts["cv_fold_assignment_m"].numeric("fold_assignment")


def bits(model):
    return model.network.parameters.tobytes()


def test_keys_are_h2os():
    built = cross_validate(numbers_frame())
    assert list(built.parts) == [
        "m_cv_1",
        "m_cv_2",
        "m_cv_3",
        "prediction_m_cv_1",
        "prediction_m_cv_2",
        "prediction_m_cv_3",
        "cv_holdout_prediction_m",
        "cv_fold_assignment_m",
    ]
    assert built.model.cross_validation.keys == list(built.parts)
    assert [model.key for model in fold_models(built)] == ["m_cv_1", "m_cv_2", "m_cv_3"]


@pytest.mark.parametrize(
    ("flag", "value", "missing"),
    [
        ("keep_cross_validation_models", False, ["m_cv_1", "m_cv_2", "m_cv_3"]),
        ("keep_cross_validation_fold_assignment", False, ["cv_fold_assignment_m"]),
        (
            "keep_cross_validation_predictions",
            False,
            [f"prediction_m_cv_{n}" for n in (1, 2, 3)] + ["cv_holdout_prediction_m"],
        ),
    ],
)
def test_what_is_not_to_be_kept_is_not(flag, value, missing):
    everything = cross_validate(numbers_frame())
    built = cross_validate(numbers_frame(), **{flag: value})
    assert set(everything.parts) - set(built.parts) == set(missing)
    assert built.model.cross_validation_metrics.mse == everything.model.cross_validation_metrics.mse


@pytest.mark.parametrize("data", [numbers_frame(), classes_frame(classes=2), classes_frame()])
def test_each_row_is_predicted_by_the_model_that_did_not_see_it(data):
    built = cross_validate(data)
    column = holdout(built).names[-1]
    together = holdout(built).numeric(column)
    for fold, model in enumerate(fold_models(built)):
        held_out = assignment(built) == fold
        assert 0 < held_out.sum() < data.nrow
        own = model.predict(data).numeric(column)
        assert np.allclose(together[held_out], own[held_out], atol=1e-5)
        part = built.parts[f"prediction_m_cv_{fold + 1}"]
        assert part.names == holdout(built).names
        assert np.array_equal(part.numeric(column)[held_out], together[held_out])
        assert not part.numeric(column)[~held_out].any()


def test_rows_held_out_have_no_influence_on_a_fold():
    data = numbers_frame()
    spoiled = data.with_columns(
        {
            name: np.where(
                np.arange(data.nrow) % 3 == 0, 1e3 + data.numeric(name), data.numeric(name)
            )
            for name in data.names
        }
    )
    models = [fold_models(cross_validate(d, fold_assignment="Modulo"))[0] for d in (data, spoiled)]
    predictions = [model.predict(data).numeric("predict") for model in models]
    # The shared matrix is on the scale of all rows, which rounds differently.
    assert np.allclose(*predictions, atol=1e-2)
    assert models[0].data_info.shift == pytest.approx(models[1].data_info.shift, abs=1e-4)


def test_statistics_of_a_fold_are_those_of_its_training_rows():
    data = numbers_frame()
    model = fold_models(cross_validate(data, fold_assignment="Modulo"))[0]
    kept = np.arange(data.nrow) % 3 != 0
    a, y = data.numeric("a")[kept], data.numeric("y")[kept]
    assert model.data_info.shift[0] == pytest.approx(a.mean())
    assert model.data_info.scale[0] == pytest.approx(1 / a.std(ddof=1), rel=1e-5)
    assert model.response_info.shift == pytest.approx(y.mean())
    assert model.training_metrics.nobs == kept.sum()
    assert model.validation_metrics.nobs == data.nrow - kept.sum()


@pytest.mark.parametrize("data", [numbers_frame(), classes_frame(classes=2), classes_frame()])
def test_metrics_are_those_of_all_predictions_together(data):
    built = cross_validate(data)
    model, frame = built.model, holdout(built)
    predictions = (
        frame.numeric("predict") if len(frame.names) == 1 else frame.matrix(frame.names[1:])
    )
    expected = model.response_info.metrics(model.response_info.values(data), predictions)
    assert model.cross_validation_metrics.mse == pytest.approx(expected.mse)
    assert model.cross_validation_metrics.nobs == data.nrow
    assert "3-fold" in model.cross_validation.description


def test_the_summary_has_the_folds_metrics_side_by_side():
    built = cross_validate(numbers_frame())
    table = built.model.cross_validation.summary
    assert table.title == "Cross-Validation Metrics Summary"
    assert table.names == ["", "mean", "sd", "cv_1_valid", "cv_2_valid", "cv_3_valid"]
    rows = {row[0]: row[1:] for row in table.rows}
    folds = [model.validation_metrics.mae for model in fold_models(built)]
    assert rows["mae"] == pytest.approx([np.mean(folds), np.std(folds, ddof=1), *folds])


# The order is that of H2O-3 3.46.0.12.
NAMES = {
    "regression": "aic loglikelihood mae mean_residual_deviance mse r2 residual_deviance rmse "
    "rmsle",
    "binomial": "accuracy aic auc err err_count f0point5 f1 f2 lift_top_group loglikelihood "
    "logloss max_per_class_error mcc mean_per_class_accuracy mean_per_class_error mse pr_auc "
    "precision r2 recall rmse specificity",
    "multinomial": "accuracy aic auc err err_count loglikelihood logloss max_per_class_error "
    "mean_per_class_accuracy mean_per_class_error mse pr_auc r2 rmse",
}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("regression", numbers_frame()),
        ("binomial", classes_frame(classes=2)),
        ("multinomial", classes_frame()),
    ],
)
def test_the_summary_has_h2os_rows(kind, data):
    table = cross_validate(data, epochs=1).model.cross_validation.summary
    assert table.column("") == NAMES[kind].split()


def test_threads_have_no_say():
    models = [cross_validate(numbers_frame(), threads=threads) for threads in (1, 2, 3)]
    first = [bits(model) for model in fold_models(models[0])]
    assert all([bits(model) for model in fold_models(built)] == first for built in models)
    assert len({holdout(built).numeric("predict").tobytes() for built in models}) == 1


def test_a_drawn_seed_is_that_of_folds_and_of_all_models():
    built = cross_validate(numbers_frame(), seed=-1)
    seeds = {model.parameters["seed"] for model in [built.model, *fold_models(built)]}
    assert len(seeds) == 1
    again = cross_validate(numbers_frame(), seed=seeds.pop())
    assert np.array_equal(assignment(again), assignment(built))
    assert bits(again.model) == bits(built.model)


def test_without_early_stopping_the_model_of_all_rows_trains_as_given():
    data = numbers_frame()
    built = cross_validate(data, epochs=3, stopping_rounds=0)
    plain = train(data, epochs=3, hidden=[8], overwrite_with_best_model=False)
    assert built.model.parameters["epochs"] == 3
    assert bits(built.model) == bits(plain)


@pytest.mark.parametrize("rounds", [0, 2])
def test_folds_that_do_not_stop_early_leave_the_epochs_alone(rounds):
    built = cross_validate(numbers_frame(), epochs=3, stopping_rounds=rounds)
    assert built.model.parameters["epochs"] == 3
    assert built.model.parameters["stopping_rounds"] == 0
    assert built.model.scoring_history.column("epochs")[-1] == 3


def test_the_model_of_all_rows_trains_as_long_as_folds_that_stopped_early():
    built = cross_validate(
        numbers_frame(noise=3.0),
        epochs=60,
        stopping_rounds=1,
        stopping_tolerance=0.02,
        score_each_iteration=True,
        train_samples_per_iteration=-1,
    )
    ends = [model.scoring_history.column("epochs")[-1] for model in fold_models(built)]
    early = [end for end in ends if end < 60]
    assert early
    assert built.model.parameters["epochs"] == pytest.approx(np.mean(early))
    assert built.model.scoring_history.column("epochs")[-1] == pytest.approx(
        np.mean(early), abs=1 / 300
    )
    assert any("folds that stopped early" in note for note in built.model.warnings)
    assert built.model.parameters["overwrite_with_best_model"] is False
    assert built.model.given_parameters["epochs"] == 60


def test_folds_train_whole_epochs_on_their_rows():
    data = numbers_frame()
    built = cross_validate(data, epochs=2, fold_assignment="Modulo", train_samples_per_iteration=-1)
    for model in fold_models(built):
        assert model.scoring_history.column("samples")[-1] == 2 * 200
        assert model.scoring_history.column("epochs")[-1] == 2
        assert model.parameters["nfolds"] == 0
        assert model.parameters["fold_assignment"] is None
    assert built.model.parameters["nfolds"] == 3
    assert built.model.parameters["fold_assignment"] == "Modulo"


def test_a_fold_column_is_no_predictor_and_is_kept_as_it_is():
    data = numbers_frame()
    codes = np.arange(data.nrow) // 2 % 3
    data = data.with_columns({"f": EnumColumn(codes, ["u", "v", "w"])})
    built = cross_validate(data, fold="f")
    assert "f" not in built.model.predictors
    kept = built.parts["cv_fold_assignment_m"]
    assert kept.names == ["fold_assignment"]
    assert kept.codes("fold_assignment").tolist() == codes.tolist()
    assert len(fold_models(built)) == 3
    assert fold_models(built)[0].validation_metrics.nobs == (codes == 0).sum()


def test_a_fold_model_has_the_predictors_that_were_asked_for():
    for model in fold_models(cross_validate(numbers_frame())):
        assert model.predictors == ["a", "b", "c"]
        assert model.weights_column is None


def test_weights_count_in_folds_too():
    data = numbers_frame()
    weights = np.where(np.arange(data.nrow) % 5 == 0, 0.0, 2.0)
    data = data.with_columns({"w": weights})
    built = cross_validate(data, weights="w", fold_assignment="Modulo")
    counted = weights > 0
    assert built.model.cross_validation_metrics.nobs == counted.sum()
    first = fold_models(built)[0]
    held_out = np.arange(data.nrow) % 3 == 0
    assert first.validation_metrics.nobs == (counted & held_out).sum()
    assert first.training_metrics.nobs == (counted & ~held_out).sum()


def test_a_fold_without_a_known_response_is_passed_over():
    data = numbers_frame(rows=40)
    y = data.numeric("y").copy()
    y[3] = np.nan
    built = cross_validate(
        data.with_columns({"y": y}), nfolds=40, fold_assignment="Modulo", epochs=1
    )
    table = built.model.cross_validation.summary
    rows = {row[0]: row[1:] for row in table.rows}
    assert np.isnan(rows["mae"][2 + 3])
    assert np.isfinite(rows["mae"][0])
    assert built.model.cross_validation_metrics.nobs == 39
    assert np.isfinite(holdout(built).numeric("predict")[3])


def test_the_validation_frame_is_for_the_model_of_all_rows():
    built = cross_validate(numbers_frame(), validation=numbers_frame(50, seed=2))
    assert built.model.validation_metrics.nobs == 50
    assert all(model.validation_metrics.nobs < 150 for model in fold_models(built))


def test_balanced_classes_in_folds():
    data = classes_frame(classes=2)
    built = cross_validate(data, balance_classes=True, class_sampling_factors=[3.0, 1.0])
    for fold, model in enumerate(fold_models(built)):
        held_out = assignment(built) == fold
        own = model.predict(data).numeric("c1")
        assert np.allclose(holdout(built).numeric("c1")[held_out], own[held_out], atol=1e-5)


def test_categorical_predictors_and_gaps():
    rng = np.random.default_rng(2)
    gaps = rng.normal(3, 1, 200)
    gaps[::9] = np.nan
    data = FrameData.from_columns(
        {
            "k": EnumColumn(rng.integers(0, 3, 200), ["a", "b", "c"]),
            "g": gaps,
            "y": np.nan_to_num(gaps) + rng.normal(size=200),
        }
    )
    built = cross_validate(data)
    for fold, model in enumerate(fold_models(built)):
        held_out = assignment(built) == fold
        own = model.predict(data).numeric("predict")
        assert np.allclose(holdout(built).numeric("predict")[held_out], own[held_out], atol=1e-5)
    whole = train(data, hidden=[8], epochs=4, overwrite_with_best_model=False, stopping_rounds=0)
    assert np.allclose(
        built.model.predict(data).numeric("predict"),
        whole.predict(data).numeric("predict"),
        atol=1e-4,
    )


def test_time_is_shared_among_the_models():
    built = cross_validate(numbers_frame(), epochs=1e6, max_runtime_secs=0.4)
    assert built.model.parameters["max_runtime_secs"] == 0.4
    ends = [model.scoring_history.column("epochs")[-1] for model in fold_models(built)]
    assert all(0 < end < 1e6 for end in [*ends, built.model.scoring_history.column("epochs")[-1]])


def test_a_failing_fold_ends_the_training_with_its_own_words():
    data = numbers_frame(rows=6).with_columns(
        {"y": np.array([1.0, np.nan, 2.0, np.nan, 3.0, np.nan])}
    )
    with pytest.raises(H2OModelBuildError, match="Fold 1 leaves no row to train on"):
        cross_validate(data, nfolds=2, fold_assignment="Modulo")


def test_cancelling_ends_all_folds():
    job = Job("j", "test")

    def stop(job):
        if job.progress > 0:
            job.cancel()

    job.listen(stop)
    with pytest.raises(H2OJobCancelled):
        cross_validate(numbers_frame(), epochs=1e5, job=job)


def test_progress_is_that_of_all_models():
    seen = []
    job = Job("j", "test")
    job.listen(lambda job: seen.append(job.progress))
    cross_validate(numbers_frame(), job=job)
    assert seen == sorted(seen)
    assert any(0.3 < progress < 0.7 for progress in seen)
