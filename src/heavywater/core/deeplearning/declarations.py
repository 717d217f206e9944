"""Every parameter of Deep Learning, in H2O's order: the one place where each is stated."""

from __future__ import annotations

from dataclasses import replace

from heavywater.core.params import Parameter
from heavywater.core.training import declarations as shared

__all__ = ["DECLARATIONS"]

_LARGEST_FLOAT32 = 3.4028235e38

_NO_CLUSTER = "it steers H2O's cluster of several machines, and there is one process here."

_DATA = (
    shared.MODEL_ID,
    shared.TRAINING_FRAME,
    shared.VALIDATION_FRAME,
    Parameter(
        name="nfolds",
        type="int",
        default=0,
        level="critical",
        minimum=0,
        help="Number of folds of the cross-validation, at least 2; 0 for none.",
        gridable=False,
    ),
    Parameter(
        name="keep_cross_validation_models",
        type="bool",
        default=True,
        level="expert",
        gridable=False,
        help="Keep the models of the folds.",
    ),
    Parameter(
        name="keep_cross_validation_predictions",
        type="bool",
        default=False,
        level="expert",
        gridable=False,
        help="Keep each fold's predictions on the rows that it held out.",
    ),
    Parameter(
        name="keep_cross_validation_fold_assignment",
        type="bool",
        default=False,
        level="expert",
        gridable=False,
        help="Keep the frame that says to which fold each row belongs.",
    ),
    Parameter(
        name="fold_assignment",
        type="enum",
        default="AUTO",
        values=("AUTO", "Random", "Modulo", "Stratified"),
        help="How rows are dealt to folds: by chance (AUTO, Random), in turn (Modulo), or by "
        "chance for each class by itself (Stratified).",
    ),
    Parameter(
        name="fold_column",
        type="column",
        help="Column with the fold of each row, categorical or whole numbers from 0 or 1; instead "
        "of nfolds.",
    ),
    Parameter(
        name="response_column",
        type="column",
        level="critical",
        help="Column to predict; usually given to train() as y.",
    ),
    shared.IGNORED_COLUMNS,
    shared.IGNORE_CONST_COLS,
    shared.SCORE_EACH_ITERATION,
    Parameter(
        name="weights_column",
        type="column",
        help="Column of observation weights: a row of weight 2 counts as two rows, one of "
        "weight 0 is left out.",
    ),
    Parameter(
        name="offset_column",
        type="column",
        help="Column that is added to the output of a regression, in training and in predicting: "
        "to the prediction itself, or to its logarithm for poisson, gamma and tweedie.",
    ),
    Parameter(
        name="balance_classes",
        type="bool",
        default=False,
        help="Train on the rows of each class so often that all classes are equally frequent. "
        "Predicted probabilities are corrected for it.",
    ),
    Parameter(
        name="class_sampling_factors",
        type="double[]",
        level="expert",
        minimum=0,
        help="With balance_classes: how often the rows of each class are taken, in the order of "
        "the levels; 0.5 takes half of them, 0 none. Zeros only stand for equal classes.",
    ),
    Parameter(
        name="max_after_balance_size",
        type="float",
        default=5.0,
        level="expert",
        gridable=False,
        minimum=0,
        open_minimum=True,
        help="With balance_classes: largest number of balanced rows, relative to the rows that "
        "can be used; below 1 the frequent classes lose rows.",
    ),
    Parameter(
        name="max_confusion_matrix_size",
        type="int",
        default=20,
        gridable=False,
        help="Most classes for which H2O's server logs a confusion matrix.",
        no_effect="there is no log; confusion matrices are made for up to 1,000 classes.",
    ),
    replace(
        shared.CHECKPOINT,
        help="Model whose training is continued, or its key: epochs is then the total of both. "
        "What the network is made for must stay as it was.",
    ),
    Parameter(
        name="pretrained_autoencoder",
        type="model",
        level="expert",
        gridable=False,
        help="Autoencoder, or its key, whose weights and biases the hidden layers start from; it "
        "must have the same inputs and the same hidden layers. Weights of numbers are adapted to "
        "how this model scales them.",
    ),
    Parameter(
        name="overwrite_with_best_model",
        type="bool",
        default=True,
        level="expert",
        help="End with the network that scored best on the way, not with the last one. What is "
        "scored is then the mean of the networks in the second half of an iteration.",
    ),
    Parameter(
        name="use_all_factor_levels",
        type="bool",
        default=True,
        help="Give every level of a categorical predictor an input; otherwise the first level "
        "is the base and has none.",
    ),
    Parameter(
        name="standardize",
        type="bool",
        default=True,
        help="Bring numeric predictors to mean 0 and standard deviation 1; without it the data "
        "should be scaled already.",
    ),
)

_NETWORK = (
    Parameter(
        name="activation",
        type="enum",
        default="Rectifier",
        level="critical",
        values=(
            "Tanh",
            "TanhWithDropout",
            "Rectifier",
            "RectifierWithDropout",
            "Maxout",
            "MaxoutWithDropout",
            "ExpRectifier",
            "ExpRectifierWithDropout",
        ),
        help="Function of the hidden units.",
    ),
    Parameter(
        name="hidden",
        type="int[]",
        default=[200, 200],
        level="critical",
        minimum=1,
        help="Number of units of each hidden layer; an empty list gives a linear model.",
    ),
    Parameter(
        name="epochs",
        type="double",
        default=10.0,
        level="critical",
        minimum=0,
        help="How many times the training frame is passed; may be a fraction. With 0 the "
        "network stays at its initial weights.",
    ),
    Parameter(
        name="train_samples_per_iteration",
        type="long",
        default=-2,
        minimum=-2,
        help="Rows between two looks at the network (averaging of replicas, scoring, stopping): "
        "0 or -1 for one epoch, -2 to let the program choose.",
    ),
    Parameter(
        name="target_ratio_comm_to_comp",
        type="double",
        default=0.05,
        level="expert",
        help="Share of time that machines may spend on talking to each other.",
        no_effect=_NO_CLUSTER,
    ),
    replace(
        shared.SEED,
        level="expert",
        help="Seed of everything random; -1 takes another one each time. The same seed and the "
        "same number of threads give the same model.",
    ),
)

_LEARNING = (
    Parameter(
        name="adaptive_rate",
        type="bool",
        default=True,
        help="Learn with ADADELTA, which finds a rate for every weight; otherwise with gradient "
        "descent (rate, momentum).",
    ),
    Parameter(
        name="rho",
        type="double",
        default=0.99,
        level="expert",
        minimum=0,
        maximum=1,
        open_maximum=True,
        help="ADADELTA: share of the running averages that is kept at each update.",
    ),
    Parameter(
        name="epsilon",
        type="double",
        default=1e-8,
        level="expert",
        minimum=0,
        help="ADADELTA: conditioning constant; larger values make larger first steps.",
    ),
    Parameter(
        name="rate",
        type="double",
        default=0.005,
        level="expert",
        minimum=0,
        help="Learning rate, when adaptive_rate is off.",
    ),
    Parameter(
        name="rate_annealing",
        type="double",
        default=1e-6,
        level="expert",
        minimum=0,
        help="After n rows the learning rate is rate / (1 + rate_annealing * n).",
    ),
    Parameter(
        name="rate_decay",
        type="double",
        default=1.0,
        level="expert",
        minimum=0,
        open_minimum=True,
        help="Factor of the learning rate from one layer to the next.",
    ),
    Parameter(
        name="momentum_start",
        type="double",
        default=0.0,
        level="expert",
        minimum=0,
        maximum=1,
        open_maximum=True,
        help="Momentum at the beginning, when adaptive_rate is off.",
    ),
    Parameter(
        name="momentum_ramp",
        type="double",
        default=1e6,
        level="expert",
        minimum=0,
        help="Rows over which the momentum goes from momentum_start to momentum_stable.",
    ),
    Parameter(
        name="momentum_stable",
        type="double",
        default=0.0,
        level="expert",
        minimum=0,
        maximum=1,
        open_maximum=True,
        help="Momentum after the ramp.",
    ),
    Parameter(
        name="nesterov_accelerated_gradient",
        type="bool",
        default=True,
        level="expert",
        help="Use Nesterov's form of the momentum.",
    ),
    Parameter(
        name="input_dropout_ratio",
        type="double",
        default=0.0,
        minimum=0,
        maximum=1,
        open_maximum=True,
        help="Share of the inputs that is left out of each training row.",
    ),
    Parameter(
        name="hidden_dropout_ratios",
        type="double[]",
        minimum=0,
        maximum=1,
        open_maximum=True,
        help="Share of each hidden layer's units that is left out of each training row; one "
        "value a layer, for activations with dropout, where the default is 0.5.",
    ),
    Parameter(
        name="l1",
        type="double",
        default=0.0,
        minimum=0,
        help="Penalty on the sum of absolute weights; drives many weights to 0.",
    ),
    Parameter(
        name="l2",
        type="double",
        default=0.0,
        minimum=0,
        help="Penalty on the sum of squared weights; keeps weights small.",
    ),
    Parameter(
        name="max_w2",
        type="float",
        default=_LARGEST_FLOAT32,
        level="expert",
        minimum=0,
        open_minimum=True,
        allow_infinite=True,
        help="Largest sum of squared weights into one unit; a help against instability.",
    ),
    Parameter(
        name="initial_weight_distribution",
        type="enum",
        default="UniformAdaptive",
        level="expert",
        values=("UniformAdaptive", "Uniform", "Normal"),
        help="Distribution of the initial weights; UniformAdaptive scales them by the sizes of "
        "the layers.",
    ),
    Parameter(
        name="initial_weight_scale",
        type="double",
        default=1.0,
        level="expert",
        minimum=0,
        help="Uniform: initial weights lie between minus and plus this value. Normal: their "
        "standard deviation.",
    ),
    Parameter(
        name="initial_weights",
        type="frame[]",
        level="expert",
        help="Frames with the initial weights, one a layer and one for the output, such as "
        "weights() of a model gives; None in place of a frame leaves that layer to chance, "
        "a missing cell that weight.",
    ),
    Parameter(
        name="initial_biases",
        type="frame[]",
        level="expert",
        help="Frames with the initial biases, one a layer and one for the output, such as "
        "biases() of a model gives; None in place of a frame leaves that layer to the default.",
    ),
    Parameter(
        name="loss",
        type="enum",
        default="Automatic",
        values=("Automatic", "CrossEntropy", "Quadratic", "Huber", "Absolute", "Quantile"),
        help="Error that the training makes small; Automatic follows from the response and the "
        "distribution. Under distribution='gaussian' any loss for numbers can be chosen; the "
        "other distributions have a loss of their own.",
    ),
    Parameter(
        name="distribution",
        type="enum",
        default="AUTO",
        values=(
            "AUTO",
            "bernoulli",
            "multinomial",
            "gaussian",
            "poisson",
            "gamma",
            "tweedie",
            "laplace",
            "quantile",
            "huber",
        ),
        help="Distribution of the response; AUTO follows from the response and the loss. poisson "
        "is for counts, gamma for positive amounts, tweedie for amounts that may be 0: these "
        "three predict by way of the logarithm. laplace is for the median, quantile for another "
        "quantile, huber for data with outliers.",
    ),
    Parameter(
        name="quantile_alpha",
        type="double",
        default=0.5,
        minimum=0,
        maximum=1,
        help="Quantile to predict, for the quantile distribution.",
    ),
    Parameter(
        name="tweedie_power",
        type="double",
        default=1.5,
        minimum=1,
        maximum=2,
        open_minimum=True,
        open_maximum=True,
        help="Power of the variance, for the tweedie distribution: near 1 for counts, near 2 for "
        "amounts.",
    ),
    Parameter(
        name="huber_alpha",
        type="double",
        default=0.9,
        minimum=0,
        maximum=1,
        help="Quantile of the absolute errors from which on Huber's loss, and its deviance, are "
        "linear.",
    ),
)

_STOPPING = (
    Parameter(
        name="score_interval",
        type="double",
        default=5.0,
        minimum=0,
        help="Least seconds between two scorings.",
    ),
    Parameter(
        name="score_training_samples",
        type="long",
        default=10000,
        minimum=0,
        help="Rows of the training frame that are scored, chosen at random; 0 for all.",
    ),
    Parameter(
        name="score_validation_samples",
        type="long",
        default=0,
        minimum=0,
        help="Rows of the validation frame that are scored, chosen at random; 0 for all.",
    ),
    Parameter(
        name="score_duty_cycle",
        type="double",
        default=0.1,
        minimum=0,
        maximum=1,
        help="Largest share of the time that goes into scoring.",
    ),
    Parameter(
        name="classification_stop",
        type="double",
        default=0.0,
        level="expert",
        help="Stop when the training error of a classification is at most this; -1 never stops.",
    ),
    Parameter(
        name="regression_stop",
        type="double",
        default=1e-6,
        level="expert",
        help="Stop when the training MSE of a regression is at most this; -1 never stops.",
    ),
    shared.STOPPING_ROUNDS,
    shared.STOPPING_METRIC,
    replace(
        shared.STOPPING_TOLERANCE,
        maximum=1,
        open_maximum=True,
        help="Relative improvement of the stopping metric that counts as one.",
    ),
    shared.MAX_RUNTIME_SECS,
    Parameter(
        name="score_validation_sampling",
        type="enum",
        default="Uniform",
        level="expert",
        values=("Uniform", "Stratified"),
        help="How score_validation_samples rows are chosen: Stratified gives each class the same "
        "share among them as among all.",
    ),
)

_REST = (
    Parameter(
        name="diagnostics",
        type="bool",
        default=True,
        level="expert",
        gridable=False,
        help="Report statistics of the layers.",
        no_effect="they are always reported.",
    ),
    Parameter(
        name="fast_mode",
        type="bool",
        default=True,
        level="expert",
        help="Let rest what a training row does not concern: weights of inputs that are 0, and "
        "units without a derivative. Without it penalties and the optimiser's averages act on "
        "every weight at every row, which takes several times as long.",
    ),
    Parameter(
        name="force_load_balance",
        type="bool",
        default=True,
        level="expert",
        help="Split small data so that all cores have work.",
        no_effect="how rows are dealt to cores depends on their number and nthreads alone.",
    ),
    Parameter(
        name="variable_importances",
        type="bool",
        default=True,
        level="critical",
        help="Compute how much each input contributes (Gedeon's method).",
    ),
    Parameter(
        name="replicate_training_data",
        type="bool",
        default=True,
        help="Copy the training data to every machine.",
        no_effect=_NO_CLUSTER,
    ),
    Parameter(
        name="single_node_mode",
        type="bool",
        default=False,
        level="expert",
        help="Train on one machine of the cluster.",
        no_effect=_NO_CLUSTER,
    ),
    Parameter(
        name="shuffle_training_data",
        type="bool",
        default=False,
        level="expert",
        help="Visit the rows in another order in each pass. That is always done here.",
    ),
    Parameter(
        name="missing_values_handling",
        type="enum",
        default="MeanImputation",
        level="expert",
        values=("MeanImputation", "Skip"),
        help="Replace a missing number by the mean of its column, or leave rows with missing "
        "predictors out of training.",
    ),
    Parameter(
        name="quiet_mode",
        type="bool",
        default=False,
        level="expert",
        help="Write less to the log of H2O's server.",
        no_effect="there is no server log; no_progress() silences the progress bars.",
    ),
    Parameter(
        name="autoencoder",
        type="bool",
        default=False,
        gridable=False,
        help="Learn to reproduce the inputs, without a response; H2OAutoEncoderEstimator has it "
        "switched on.",
    ),
    Parameter(
        name="sparse",
        type="bool",
        default=False,
        level="expert",
        help="Visit of each row only the inputs that are not 0, in memory and time that go by "
        "those. Numbers are then divided by their standard deviation, but not shifted by their "
        "mean. Without effect on autoencoders, whose outputs are all inputs.",
    ),
    Parameter(
        name="col_major",
        type="bool",
        default=False,
        level="expert",
        help="A layout of the first layer that H2O has removed; True is an error.",
    ),
    Parameter(
        name="average_activation",
        type="double",
        default=0.0,
        level="expert",
        help="Average value over the training rows that the hidden units of a sparse "
        "autoencoder are pulled to; see sparsity_beta.",
    ),
    Parameter(
        name="sparsity_beta",
        type="double",
        default=0.0,
        level="expert",
        minimum=0,
        help="How strongly the hidden units of an autoencoder are pulled to average_activation; "
        "0 for no pull.",
    ),
    Parameter(
        name="max_categorical_features",
        type="int",
        default=shared.LARGEST_INT32,
        level="expert",
        minimum=1,
        help="Largest number of inputs for categorical predictors; if they have more levels, "
        "levels share inputs, by a hash that depends on the seed.",
    ),
    Parameter(
        name="reproducible",
        type="bool",
        default=False,
        level="expert",
        help="Let nothing depend on the clock or on the number of cores, so that a seed gives the "
        "same model everywhere: one epoch an iteration unless train_samples_per_iteration says "
        "otherwise, scoring after each, and up to four replicas, on the cores there are.",
    ),
    Parameter(
        name="export_weights_and_biases",
        type="bool",
        default=False,
        level="expert",
        gridable=False,
        help="Make weights and biases available as frames: weights() and biases() of the model.",
    ),
    Parameter(
        name="mini_batch_size",
        type="int",
        default=1,
        level="expert",
        gridable=True,
        minimum=1,
        help="Rows whose gradients make one update. The adaptive rate takes their sum, and "
        "epsilon times mini_batch_size; otherwise it is their mean. H2O-3 always works with 1.",
    ),
    replace(
        shared.CATEGORICAL_ENCODING,
        help="How categorical predictors become inputs. OneHotInternal (and AUTO): each level has "
        "an input, and so has a missing value. SortByResponse: the same, with levels in the order "
        "of their mean response. EnumLimited: the same, for the 10 most frequent levels and one "
        "for all others. Binary: the binary digits of the level's number. LabelEncoder: the "
        "level's number. Eigen: the level's coordinate on the first principal axis of the "
        "column's indicators. Enum and OneHotExplicit are not for networks.",
    ),
    Parameter(
        name="elastic_averaging",
        type="bool",
        default=False,
        level="expert",
        help="Let the replicas of the network, one on each core, go their own ways, and only pull "
        "them towards their moving average, which is the model; otherwise they are averaged.",
    ),
    Parameter(
        name="elastic_averaging_moving_rate",
        type="double",
        default=0.9,
        level="expert",
        minimum=0,
        maximum=1,
        help="With elastic_averaging: weight of the replicas' mean in the moving average; 1 is "
        "the mean itself.",
    ),
    Parameter(
        name="elastic_averaging_regularization",
        type="double",
        default=1e-3,
        level="expert",
        minimum=0,
        maximum=1,
        help="With elastic_averaging: share of its distance from the moving average by which a "
        "replica is pulled for each row; with 1 it starts from there each time.",
    ),
    shared.EXPORT_CHECKPOINTS_DIR,
    Parameter(
        name="auc_type",
        type="enum",
        default="AUTO",
        values=("AUTO", "NONE", "MACRO_OVR", "WEIGHTED_OVR", "MACRO_OVO", "WEIGHTED_OVO"),
        help="How the AUCs of more than two classes become one number: of each class against the "
        "rest (OVR) or of each pair of classes (OVO), weighted by rows or not (MACRO). AUTO and "
        "NONE compute none. For up to 50 classes.",
    ),
    Parameter(
        name="custom_metric_func",
        type="function",
        gridable=False,
        help="Metric of one's own: a function of actual and predicted values, which may also ask "
        "for probabilities and sample_weight; or what upload_custom_metric() gave.",
    ),
    Parameter(
        name="gainslift_bins",
        type="int",
        default=-1,
        gridable=False,
        minimum=-1,
        help="Groups of the gains/lift table of two classes, by quantiles of the probability; -1 "
        "for 16 that are finer at the top, 0 for no table.",
    ),
)

DECLARATIONS = (*_DATA, *_NETWORK, *_LEARNING, *_STOPPING, *_REST)
