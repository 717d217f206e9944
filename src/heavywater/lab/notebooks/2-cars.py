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
# # 2. A neural network for cars
#
# How many cylinders does a car have, given its displacement, power, weight, acceleration and year?
# A network that answers is built from *units*. A unit multiplies each input by a weight, adds a
# bias, and bends the sum by its *activation function*. Units side by side are a layer; the layers
# between the inputs and the answer are *hidden*. Training shows the rows one after the other and
# moves every weight a little in the direction that makes the *loss*, here the squared error,
# smaller.

# %%
import matplotlib.pyplot as plt
import numpy as np

import heavywater as h2o
from heavywater import datasets
from heavywater.estimators.deeplearning import H2ODeepLearningEstimator

h2o.init(verbose=False)
h2o.no_progress()

# %%
cars = h2o.import_file(datasets.CARS)
cars["economy_20mpg"] = cars["economy_20mpg"].asfactor()
predictors = ["displacement", "power", "weight", "acceleration", "year"]
response = "cylinders"
cars

# %% [markdown]
# ## All defaults
#
# Two hidden layers of 200 units, ten passes over the data (*epochs*). `mse()` is the mean squared
# error over the rows that were trained on.

# %%
cars_dl = H2ODeepLearningEstimator(activation=None, seed=1234)
cars_dl.train(x=predictors, y=response, training_frame=cars)
cars_dl.mse()

# %% [markdown]
# Is that good? Always saying the mean number of cylinders has an error of the column's variance.
# Whatever a model does has to be compared with that.

# %%
variance = float(cars[response].var())
print(f"variance {variance:.3f}, error {cars_dl.mse():.3f}: R² = {cars_dl.r2():.3f}")

# %% [markdown]
# ## Rows that were never seen
#
# A network with 200 + 200 units has some 41,000 weights, for 406 cars. It could learn them by
# heart. So a fifth is kept out, and the error of both parts is looked at while it trains.

# %%
train, valid = cars.split_frame(ratios=[0.8], seed=1234)
cars_dl = H2ODeepLearningEstimator(activation="tanh", epochs=15, seed=1234)
cars_dl.train(x=predictors, y=response, training_frame=train, validation_frame=valid)
print(f"trained on {train.nrow} rows: {cars_dl.mse():.3f}")
print(f"never seen, {valid.nrow} rows: {cars_dl.mse(valid=True):.3f}")

# %% [markdown]
# ## The shape of an activation
#
# Without a bend, layers on top of each other would be no more than one layer. These are the bends.
# `Tanh` is smooth and has bounds; the `Rectifier` costs next to nothing and passes strong signals
# on as they are; `ExpRectifier` is a rectifier whose lower half is smooth; `Maxout` takes the
# larger of two sums, so it learns its own bend.

# %%
z = np.linspace(-3, 3, 200)
bends = {
    "Tanh": np.tanh(z),
    "Rectifier": np.maximum(z, 0),
    "ExpRectifier": np.where(z > 0, z, np.expm1(z)),
    "Maxout (of -z/2 and z)": np.maximum(-z / 2, z),
}
figure, axes = plt.subplots(figsize=(6, 3.5))
for label, values in bends.items():
    axes.plot(z, values, label=label)
axes.set(xlabel="weighted sum", ylabel="what the unit says", title="Four activation functions")
axes.legend()
plt.show()

# %% [markdown]
# How each of them learns the cars: the error after each pass. `score_each_iteration` together with
# one pass per iteration gives a point for every epoch.


# %%
def fit(**settings):
    """A network for the cylinders; 30 epochs, scored after each of them."""
    common = {
        "hidden": [50, 50],
        "epochs": 30,
        "seed": 1234,
        "train_samples_per_iteration": 0,
        "score_each_iteration": True,
        "overwrite_with_best_model": False,
    }
    model = H2ODeepLearningEstimator(**(common | settings))
    model.train(x=predictors, y=response, training_frame=train, validation_frame=valid)
    return model


activations = ["Tanh", "Rectifier", "ExpRectifier", "Maxout"]
models = {activation: fit(activation=activation) for activation in activations}

figure, axes = plt.subplots(figsize=(6, 3.5))
for activation, model in models.items():
    history = model.scoring_history()
    axes.plot(history["epochs"], history["validation_rmse"] ** 2, label=activation)
axes.set(xlabel="epochs", ylabel="squared error, rows never seen", yscale="log")
axes.legend()
plt.show()

# %%
print("activation     trained  never seen")
for activation, model in models.items():
    print(f"{activation:12} {model.mse():9.3f} {model.mse(valid=True):11.3f}")

# %% [markdown]
# ## Where is it wrong?
#
# An error is one number; a plot shows which cars it comes from. Most cars have 4, 6 or 8 cylinders.
# The few with 3 or 5 lie far from the line: there were too few of them to learn from.

# %%
best = models["Tanh"]
guessed = best.predict(valid).as_data_frame()["predict"]
actual = valid[response].as_data_frame()[response]
shaken = actual + np.random.default_rng(1).uniform(-0.12, 0.12, len(actual))
figure, axes = plt.subplots(figsize=(4.5, 4.5))
axes.plot([2.5, 8.5], [2.5, 8.5], color="grey", linewidth=1)
axes.scatter(shaken, guessed, s=16)
axes.set(xlabel="cylinders", ylabel="estimated", title="Cars that were never seen")
plt.show()
print("within half a cylinder:", round(float((abs(guessed - actual) < 0.5).mean()), 3))

# %% [markdown]
# What the network looks at: how strong the paths are that lead from a column through the weights
# to the answer (Gedeon 1997).

# %%
best.varimp_plot()

# %% [markdown]
# ## Exercise: a category instead of a number
#
# Cylinders come in whole numbers. Make the column a category, train a classifier, and look at its
# confusion matrix. Which cars does it mistake for which?

# %%
cars["kind"] = cars[response].asfactor()
train, valid = cars.split_frame(ratios=[0.8], seed=1234)
classifier = H2ODeepLearningEstimator(hidden=[50, 50], epochs=50, seed=1234)
classifier.train(x=predictors, y="kind", training_frame=train, validation_frame=valid)
classifier.confusion_matrix(valid)

# %%
print("share of mistakes:", round(1 - classifier.hit_ratio_table(valid=True)["hit_ratio"][0], 4))

# %% [markdown]
# On with [every knob of the network](3-advanced-settings.ipynb).
