"""Parameters that several algorithms take: each is stated here once.

An algorithm whose parameter does the same takes it as it is. Where only the text, the default or
the level differs, it says so with `dataclasses.replace`.
"""

from __future__ import annotations

from heavywater.core.params import Parameter

__all__ = [
    "CATEGORICAL_ENCODING",
    "CHECKPOINT",
    "EXPORT_CHECKPOINTS_DIR",
    "IGNORED_COLUMNS",
    "IGNORE_CONST_COLS",
    "LARGEST_INT32",
    "MAX_RUNTIME_SECS",
    "MODEL_ID",
    "SCORE_EACH_ITERATION",
    "SEED",
    "STOPPING_METRIC",
    "STOPPING_ROUNDS",
    "STOPPING_TOLERANCE",
    "TRAINING_FRAME",
    "VALIDATION_FRAME",
]

LARGEST_INT32 = 2147483647

MODEL_ID = Parameter(
    name="model_id",
    type="string",
    level="critical",
    gridable=False,
    help="Key of the model in the session; made up when it is not given.",
)
TRAINING_FRAME = Parameter(
    name="training_frame",
    type="frame",
    level="critical",
    gridable=False,
    help="Frame to learn from; usually given to train().",
)
VALIDATION_FRAME = Parameter(
    name="validation_frame",
    type="frame",
    level="critical",
    help="Frame to score on while training; usually given to train(). Early stopping then "
    "looks at it instead of the training frame.",
)
IGNORED_COLUMNS = Parameter(
    name="ignored_columns",
    type="string[]",
    level="critical",
    gridable=False,
    help="Columns that are no predictors; instead of x.",
)
IGNORE_CONST_COLS = Parameter(
    name="ignore_const_cols",
    type="bool",
    default=True,
    level="critical",
    gridable=False,
    help="Leave out predictors that have one value only, or none.",
)
SCORE_EACH_ITERATION = Parameter(
    name="score_each_iteration",
    type="bool",
    default=False,
    gridable=False,
    help="Score after every iteration, whatever the time since the last scoring.",
)
CHECKPOINT = Parameter(
    name="checkpoint",
    type="model",
    gridable=False,
    help="Model whose training is continued, or its key.",
)
SEED = Parameter(
    name="seed",
    type="long",
    default=-1,
    help="Seed of everything random; -1 takes another one each time.",
)
CATEGORICAL_ENCODING = Parameter(
    name="categorical_encoding",
    type="enum",
    default="AUTO",
    values=(
        "AUTO",
        "Enum",
        "OneHotInternal",
        "OneHotExplicit",
        "Binary",
        "Eigen",
        "LabelEncoder",
        "SortByResponse",
        "EnumLimited",
    ),
    help="What becomes of categorical columns.",
)
MAX_RUNTIME_SECS = Parameter(
    name="max_runtime_secs",
    type="double",
    default=0.0,
    minimum=0,
    help="Seconds after which the training ends with what it has; 0 for no limit.",
)
STOPPING_ROUNDS = Parameter(
    name="stopping_rounds",
    type="int",
    default=5,
    minimum=0,
    help="Stop when the mean of the stopping metric over so many scorings is not better than "
    "before; 0 switches early stopping off.",
)
STOPPING_METRIC = Parameter(
    name="stopping_metric",
    type="enum",
    default="AUTO",
    values=(
        "AUTO",
        "deviance",
        "logloss",
        "MSE",
        "RMSE",
        "MAE",
        "RMSLE",
        "AUC",
        "AUCPR",
        "lift_top_group",
        "misclassification",
        "mean_per_class_error",
        "custom",
        "custom_increasing",
    ),
    help="Metric of early stopping; AUTO is the logloss for classes and the deviance for "
    "numbers. custom and custom_increasing are that of custom_metric_func, of which less or "
    "more is better.",
)
STOPPING_TOLERANCE = Parameter(
    name="stopping_tolerance",
    type="double",
    default=0.0,
    minimum=0,
    help="Relative improvement that counts as one.",
)
EXPORT_CHECKPOINTS_DIR = Parameter(
    name="export_checkpoints_dir",
    type="string",
    gridable=False,
    help="Folder into which every model is written when it is trained, those of folds too, as "
    "save_model() does; a file of the same key is replaced.",
)
