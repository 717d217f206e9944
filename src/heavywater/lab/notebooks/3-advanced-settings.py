# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 3. Every knob of the network
#
# The same cars, and one setting after the other: what it does, and what that looks like. All
# networks here are small, so that every cell takes a second or two. Change the numbers and run a
# cell again.

# %%
import matplotlib.pyplot as plt
import numpy as np

import heavywater as h2o
from heavywater import datasets
from heavywater.estimators.deeplearning import H2ODeepLearningEstimator

h2o.init(verbose=False)
h2o.no_progress()

cars = h2o.import_file(datasets.CARS)
predictors = ["displacement", "power", "weight", "acceleration", "year"]
train, valid = cars.split_frame(ratios=[0.8], seed=1234)


# %%
def fit(response="cylinders", frame=train, **settings):
    """A network for a column of the cars. It is scored once per epoch, for the curves."""
    common = {
        "activation": "Tanh",
        "hidden": [50, 50],
        "epochs": 30,
        "seed": 1234,
        "train_samples_per_iteration": 0,
        "score_each_iteration": True,
        "stopping_rounds": 0,
        "overwrite_with_best_model": False,
    }
    model = H2ODeepLearningEstimator(**(common | settings))
    model.train(x=predictors, y=response, training_frame=frame, validation_frame=valid)
    return model


def curves(models, column="validation_rmse", title=""):
    """The squared error after each epoch, a line for each model."""
    _, axes = plt.subplots(figsize=(6, 3.5))
    for label, model in models.items():
        history = model.scoring_history()
        axes.plot(history["epochs"], history[column] ** 2, label=label)
    axes.set(xlabel="epochs", ylabel="squared error", yscale="log", title=title)
    axes.legend()
    plt.show()


def table(models):
    """The error on rows that were trained on, and on those that were not."""
    print(f"{'setting':24}   trained  never seen")
    for label, model in models.items():
        print(f"{label:24} {model.mse():9.3f} {model.mse(valid=True):11.3f}")


# %% [markdown]
# ## Epochs
#
# An epoch is one pass over the rows. Too few, and the network has not learned what it could; too
# many, and it begins to learn the rows by heart: the error of the rows it is trained on goes on
# falling, while that of rows it has never seen rises. The gap is called *overfitting*. It is easy
# to see where there is little to learn from: here, the mileage of a tenth of the cars.

# %%
few, _ = train.split_frame(ratios=[0.1], seed=1)
print("cars to learn from:", few.nrow)
long = fit("economy", few, epochs=200, hidden=[200, 200])

history = long.scoring_history()
figure, axes = plt.subplots(figsize=(6, 3.5))
axes.plot(history["epochs"], history["training_rmse"] ** 2, label="trained on")
axes.plot(history["epochs"], history["validation_rmse"] ** 2, label="never seen")
axes.set(xlabel="epochs", ylabel="squared error", yscale="log", title="200 epochs, few cars")
axes.legend()
plt.show()

best = history["validation_rmse"].idxmin()
print("epochs with the smallest error:", round(history["epochs"][best], 1))
print("the smallest error:", round(history["validation_rmse"][best] ** 2, 2))
print("the last error:", round(long.mse(valid=True), 2))

# %% [markdown]
# Two settings spare you the choice, and both are on unless you turn them off, as `fit` does for the
# sake of the curves. `stopping_rounds=5` ends the training when the mean error of the last five
# scorings is no better than before; `overwrite_with_best_model` goes back to the best network on
# the way.

# %%
stopped = fit(
    "economy",
    few,
    epochs=200,
    hidden=[200, 200],
    stopping_rounds=5,
    stopping_tolerance=0,
    overwrite_with_best_model=True,
)
print("epochs trained:", round(stopped.scoring_history()["epochs"].max(), 1))
print("error never seen:", round(stopped.mse(valid=True), 2))

# %% [markdown]
# ## Hidden layers
#
# `hidden` gives the number of units of each hidden layer. A network with few units draws coarse
# pictures of the data; one with many can draw fine ones, and costs more time.

# %%
sizes = {str(hidden): fit(hidden=hidden) for hidden in ([2], [10], [50, 50], [200, 200])}
table(sizes)
curves(sizes, title="Units in the hidden layers")

# %% [markdown]
# ## Dropout
#
# For each row, a random half of the units of each hidden layer is left out. No unit can rely on
# its neighbours any more, and the network as a whole behaves like an average of many smaller ones
# (Srivastava et al. 2014). It takes longer to learn, and is less inclined to learn by heart.
# `hidden_dropout_ratios` needs an activation that ends in *WithDropout*; `input_dropout_ratio`
# leaves out inputs, with any activation. The few cars again:

# %%
common = {"response": "economy", "frame": few, "hidden": [200, 200], "epochs": 200}
dropouts = {"no dropout": fit(**common), "20% of inputs": fit(**common, input_dropout_ratio=0.2)}
for ratio in (0.2, 0.5):
    dropouts[f"{ratio:.0%} of units"] = fit(
        **common, activation="TanhWithDropout", hidden_dropout_ratios=[ratio, ratio]
    )
table(dropouts)
curves(dropouts, title="Dropout, few cars")

# %% [markdown]
# On the rows that were trained on, dropout is worse; on the others, which count, it is better.
#
# ## Mini-batches
#
# By default the weights move after every row. With `mini_batch_size=32` the network looks at 32
# rows, and moves once, by the average of what they ask for: fewer, steadier steps, and one matrix
# product in place of 32 walks through the network, so a row costs less time. Fewer steps also means
# that more epochs are needed. (H2O-3 accepts the setting and trains row by row all the same.)

# %%
batches = {f"{size} rows": fit(mini_batch_size=size, epochs=60) for size in (1, 8, 32, 128)}
table(batches)
curves(batches, title="Rows in a mini-batch")

# %% [markdown]
# ## Learning rate
#
# How far does a step go? By default each weight finds its own rate (ADADELTA; more below), and
# `rate` has no effect: a warning says so. With `adaptive_rate=False` the rate is yours. Too small,
# and nothing happens for a long time; too large, and steps overshoot.

# %%
rates = {f"rate {rate:g}": fit(adaptive_rate=False, rate=rate) for rate in (1e-5, 1e-4, 1e-3, 1e-2)}
table(rates)
curves(rates, title="Learning rates")

# %% [markdown]
# A rate may fall on the way: `rate_annealing` divides it by 1 + annealing × rows seen, and
# `rate_decay` makes it smaller from layer to layer. Momentum lets a step keep some of the direction
# of the steps before it: it starts with `momentum_start`, and reaches `momentum_stable` after
# `momentum_ramp` rows.

# %%
manual = {
    "constant": fit(adaptive_rate=False, rate=0.01),
    "annealed": fit(adaptive_rate=False, rate=0.01, rate_annealing=1e-3),
    "with momentum": fit(
        adaptive_rate=False,
        rate=0.01,
        rate_annealing=1e-3,
        momentum_start=0.5,
        momentum_stable=0.9,
        momentum_ramp=5000,
    ),
}
table(manual)
curves(manual, title="Rates by hand")

# %% [markdown]
# ## L1 and L2
#
# Both add the size of the weights to the loss, so that a weight has to be worth its size. `l2`
# makes large weights smaller; `l1` pulls every weight towards 0 by the same amount, and those that
# matter least stay there.

# %%
penalties = {"none": {}, "l1=0.001": {"l1": 1e-3}, "l2=0.01": {"l2": 1e-2}}
regularised = {
    label: fit(epochs=100, export_weights_and_biases=True, **penalty)
    for label, penalty in penalties.items()
}
table(regularised)

figure, axes = plt.subplots(figsize=(6, 3.5))
for label, model in regularised.items():
    weights = model.weights(1).to_numpy().ravel()
    axes.hist(weights, bins=np.linspace(-0.5, 0.5, 101), histtype="step", label=label)
    small = np.mean(np.abs(weights) < 0.005)
    print(f"{label:9} close to 0: {small:.3f}  largest: {np.abs(weights).max():.3f}")
axes.set(xlabel="weight between the hidden layers", ylabel="how many", yscale="log")
axes.legend()
plt.show()

# %% [markdown]
# # Exercises
#
# Four more settings, each with a question. Try it before you read on.
#
# ## Exercise 1: weight initialisation
#
# Where does a network start? `initial_weight_distribution` is `UniformAdaptive` by default: random
# numbers from a range that fits the sizes of the two layers (Glorot and Bengio 2010).
# `Uniform` and `Normal` take their spread from `initial_weight_scale`. What happens with a start
# that is much too large, or much too small?

# %%
starts = {
    "UniformAdaptive": fit(),
    "Normal, 0.001": fit(initial_weight_distribution="Normal", initial_weight_scale=0.001),
    "Normal, 0.1": fit(initial_weight_distribution="Normal", initial_weight_scale=0.1),
    "Normal, 3": fit(initial_weight_distribution="Normal", initial_weight_scale=3),
}
table(starts)
curves(starts, title="Where the weights start")

# %% [markdown]
# Small weights at first pass on almost nothing, so the first steps are slow. Large ones drive
# `Tanh` to its bounds, where it is flat: the units are stuck, and what a random network says stays
# in the result.
#
# ## Exercise 2: cross-validation
#
# A single split leaves 76 cars to judge by, and another seed would give another error. With
# `nfolds=5` the rows are dealt into five parts; five networks are trained, each without one of the
# parts, and judged by the part it has not seen. How far do the five errors lie apart?

# %%
crossed = H2ODeepLearningEstimator(
    activation="Tanh", hidden=[50, 50], epochs=30, nfolds=5, fold_assignment="Modulo", seed=1234
)
crossed.train(x=predictors, y="cylinders", training_frame=cars)
print("all rows, each by the network that has not seen it:", round(crossed.mse(xval=True), 3))
folds = [fold.mse(valid=True) for fold in crossed.cross_validation_models()]
print("folds:", " ".join(f"{error:.3f}" for error in folds))

# %%
figure, axes = plt.subplots(figsize=(5, 3))
axes.bar(range(1, 6), folds)
axes.axhline(crossed.mse(xval=True), color="black", linewidth=1, label="all rows")
axes.set(xlabel="fold", ylabel="squared error", title="Five judgements")
axes.legend()
plt.show()

# %% [markdown]
# The table of all metrics, with mean and standard deviation over the folds:

# %%
crossed.cross_validation_metrics_summary()

# %% [markdown]
# ## Exercise 3: the adaptive rate
#
# ADADELTA (Zeiler 2012) divides each weight's step by the running size of its gradients. `rho` says
# how long it remembers, `epsilon` how it begins. Which of the two matters more here? A grid tries
# all combinations.

# %%
from heavywater.grid import H2OGridSearch

grid = H2OGridSearch(
    H2ODeepLearningEstimator(activation="Tanh", hidden=[50, 50], epochs=30, seed=1234),
    hyper_params={"rho": [0.9, 0.95, 0.99, 0.999], "epsilon": [1e-10, 1e-8, 1e-6, 1e-4]},
)
grid.train(x=predictors, y="cylinders", training_frame=train, validation_frame=valid)

errors = np.full((4, 4), np.nan)
rhos, epsilons = grid.hyper_params["rho"], grid.hyper_params["epsilon"]
for model in grid.models:
    row = rhos.index(model.actual_params["rho"])
    errors[row, epsilons.index(model.actual_params["epsilon"])] = model.mse(valid=True)

figure, axes = plt.subplots(figsize=(5, 4))
image = axes.imshow(np.log10(errors), cmap="viridis_r")
axes.set_xticks(range(4), [f"{epsilon:g}" for epsilon in epsilons])
axes.set_yticks(range(4), [f"{rho:g}" for rho in rhos])
axes.set(xlabel="epsilon", ylabel="rho", title="Squared error, rows never seen")
for (row, column), error in np.ndenumerate(errors):
    color = "white" if error > 1 else "black"
    axes.text(column, row, f"{error:.2g}", ha="center", va="center", color=color)
plt.show()
print("best of the grid:", round(float(np.nanmin(errors)), 3))

# %% [markdown]
# `epsilon` matters most: it sets the first steps. With a tiny one a short training learns slowly;
# with a large one and a long memory, steps stay too large, and the error explodes.
#
# ## Exercise 4: checkpoints
#
# A trained network can be the start of the next training: it goes on with its weights and the state
# of its rates. `epochs` counts from the very beginning. Train ten epochs, save the model, load it,
# and go on to thirty. Is the curve as good as that of thirty epochs in one go?

# %%
import tempfile

first = fit(epochs=10)
kept = h2o.save_model(first, tempfile.mkdtemp())
loaded = h2o.load_model(kept)
second = fit(epochs=30, checkpoint=loaded)
whole = fit(epochs=30)

figure, axes = plt.subplots(figsize=(6, 3.5))
for label, model, style in (
    ("30 epochs at once", whole, "-"),
    ("10, and 20 more", second, "--"),
    ("the first 10", first, "o"),
):
    history = model.scoring_history()
    axes.plot(history["epochs"], history["validation_rmse"] ** 2, style, label=label)
axes.set(xlabel="epochs", ylabel="squared error, never seen", yscale="log", title="Going on")
axes.legend()
plt.show()
table({"the first 10": first, "10, and 20 more": second, "30 at once": whole})

# %% [markdown]
# The curves lie on top of each other: nothing is lost by the pause.
#
# `export_checkpoints_dir` writes a model file for each training by itself; and a grid with a
# `recovery_dir` goes on after an interruption.
#
# On with [handwritten digits](4-digits.ipynb).
