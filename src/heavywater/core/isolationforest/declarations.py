"""Every parameter of both isolation forests, in H2O's order: the one place where each is stated."""

from __future__ import annotations

from dataclasses import replace

from heavywater.core.params import Parameter
from heavywater.core.training import declarations as shared

__all__ = ["EXTENDED", "PLAIN"]

_MOST_TREES = 100_000

_EACH_ITERATION = replace(
    shared.SCORE_EACH_ITERATION,
    help="Measure the training rows after each tree, for the scoring history.",
)
_INTERVAL = Parameter(
    name="score_tree_interval",
    type="int",
    default=0,
    minimum=0,
    gridable=False,
    help="Measure the training rows after every so many trees, for the scoring history; 0 for at "
    "the end only.",
)
_IGNORED = replace(
    shared.IGNORED_COLUMNS,
    help="Columns not to learn from; instead of the argument x of train().",
)
_CONSTANT = replace(
    shared.IGNORE_CONST_COLS,
    help="Leave out columns that have one value only.",
    level="secondary",
)
_SEED = replace(
    shared.SEED,
    help="Seed of the rows and splits of the trees; -1 for another one each time. A seed gives the "
    "same forest on any number of cores.",
)
_ENCODING = (
    "What becomes of categorical columns. Enum (and AUTO): they stay, and a split parts their "
    "levels at random. OneHotExplicit: a column for each level and for a missing value. "
    "EnumLimited: they stay, with the 10 most frequent levels and one for all others. Binary: the "
    "binary digits of the level's number. LabelEncoder: the level's number. Eigen: the level's "
    "coordinate on the first principal axis of the column's indicators. SortByResponse needs a "
    "response, which there is not; "
)


def _encoding(internal: str) -> Parameter:
    return replace(shared.CATEGORICAL_ENCODING, help=_ENCODING + internal)


def _trees(default: int) -> Parameter:
    return Parameter(
        name="ntrees",
        type="int",
        default=default,
        level="critical",
        minimum=1,
        maximum=_MOST_TREES,
        help="Number of trees.",
    )


def _sample(least: int) -> Parameter:
    return Parameter(
        name="sample_size",
        type="int",
        default=256,
        minimum=least,
        help="Rows drawn, without replacement, for each tree; all if there are not so many."
        + (" Not used with sample_rate." if least == 1 else ""),
    )


_CHECKPOINT = replace(
    shared.CHECKPOINT,
    help="Model, or key of one, whose trees are kept: ntrees counts them too. What decides how "
    "trees grow must be as it was; without a seed, the trees are those that one training would "
    "have grown.",
)

PLAIN = (
    shared.MODEL_ID,
    shared.TRAINING_FRAME,
    _EACH_ITERATION,
    _INTERVAL,
    _IGNORED,
    _CONSTANT,
    _trees(50),
    Parameter(
        name="max_depth",
        type="int",
        default=8,
        level="critical",
        minimum=0,
        help="Most splits on a path; 0 for no limit.",
    ),
    Parameter(
        name="min_rows",
        type="double",
        default=1.0,
        level="critical",
        minimum=0,
        open_minimum=True,
        help="Fewest rows of the sample in a leaf; rows without a value are not counted where a "
        "column is split.",
    ),
    replace(
        shared.MAX_RUNTIME_SECS,
        gridable=False,
        help="Seconds after which no more trees are grown; 0 for no limit.",
    ),
    _SEED,
    Parameter(
        name="build_tree_one_node",
        type="bool",
        default=False,
        level="expert",
        gridable=False,
        help="In H2O-3: build trees on one machine of the cluster.",
        no_effect="it steers H2O's cluster of several machines, and there is one process here.",
    ),
    Parameter(
        name="mtries",
        type="int",
        default=-1,
        minimum=-2,
        help="Columns drawn at random as candidates of each split: -1 for a third of them, -2 for "
        "all, or their number.",
        no_effect="a split takes one column at random from those that can be split, and drawing "
        "some of them first does not change which.",
    ),
    _sample(1),
    Parameter(
        name="sample_rate",
        type="double",
        default=-1.0,
        minimum=-1,
        maximum=1,
        help="Share of the rows drawn, without replacement, for each tree, more than 0 and at most "
        "1; -1 for sample_size rows.",
    ),
    Parameter(
        name="col_sample_rate_change_per_level",
        type="double",
        default=1.0,
        level="expert",
        minimum=0,
        maximum=2,
        open_minimum=True,
        help="What the number of candidates of each split is multiplied with from one level of the "
        "tree to the next.",
        no_effect="a split takes one column at random from those that can be split, and drawing "
        "some of them first does not change which.",
    ),
    Parameter(
        name="col_sample_rate_per_tree",
        type="double",
        default=1.0,
        minimum=0,
        maximum=1,
        open_minimum=True,
        help="Share of the columns that a tree may split, drawn at random for each tree; at least "
        "one column.",
    ),
    _encoding("OneHotInternal is not for trees."),
    replace(
        shared.STOPPING_ROUNDS,
        default=0,
        help="Scorings over which averages are taken for early stopping; 0 for none. The forest is "
        "scored after each tree, or as score_tree_interval says.",
    ),
    replace(
        shared.STOPPING_METRIC,
        values=(
            "AUTO",
            "anomaly_score",
            "deviance",
            "logloss",
            "MSE",
            "RMSE",
            "MAE",
            "RMSLE",
            "AUC",
            "AUCPR",
            "misclassification",
            "mean_per_class_error",
        ),
        help="What early stopping looks at. anomaly_score (and AUTO) is the mean score of the "
        "training rows, which is good when it stays as it is; the others need a labelled "
        "validation frame.",
    ),
    replace(
        shared.STOPPING_TOLERANCE,
        default=0.01,
        maximum=1,
        open_maximum=True,
        help="Relative change of the averages below which training stops.",
    ),
    replace(
        shared.EXPORT_CHECKPOINTS_DIR,
        help="Folder to which the model is written when it is trained.",
    ),
    Parameter(
        name="contamination",
        type="double",
        default=-1.0,
        minimum=-1,
        maximum=0.5,
        help="Share of anomalies in the training frame, more than 0 and at most 0.5: predict() "
        "then marks rows whose score is in the highest such share of the training rows' scores. "
        "-1 if it is not known.",
    ),
    Parameter(
        name="validation_frame",
        type="frame",
        level="critical",
        help="Frame with a column that tells which rows are anomalies; usually given to train(). "
        "Not together with contamination.",
    ),
    Parameter(
        name="validation_response_column",
        type="column",
        gridable=False,
        help="Column of the validation frame, categorical with two levels, the second of which are "
        "anomalies. The threshold from which on predict() marks rows is that of the largest F1 "
        "there.",
    ),
    _CHECKPOINT,
)

EXTENDED = (
    shared.MODEL_ID,
    shared.TRAINING_FRAME,
    _IGNORED,
    _CONSTANT,
    _encoding("OneHotInternal is the same as OneHotExplicit."),
    _EACH_ITERATION,
    _INTERVAL,
    _trees(100),
    _sample(2),
    Parameter(
        name="extension_level",
        type="int",
        default=0,
        level="critical",
        minimum=0,
        maximum=shared.LARGEST_INT32,
        help="How many columns beside the first one a split looks at, at most the number of "
        "columns less one. With 0 trees are split one column at a time.",
    ),
    _SEED,
    Parameter(
        name="disable_training_metrics",
        type="bool",
        default=True,
        gridable=False,
        help="Do not measure the training rows while training: there is no scoring history then, "
        "and the metrics are computed when they are first asked for.",
    ),
    _CHECKPOINT,
)
