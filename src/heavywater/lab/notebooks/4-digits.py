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
# # 4. Handwritten digits
#
# MNIST has 70,000 images of digits that people wrote by hand: 28 × 28 pixels, from 0 (paper) to
# 255 (ink). As a table, an image is a row with a column for each pixel, and the digit in the last
# one. With a network the files come from the address of the walkthrough, once; without, these are
# the 1,797 smaller digits that come with scikit-learn, blown up to the same layout. Everything
# below works with both; the numbers differ.

# %%
import matplotlib.pyplot as plt
import numpy as np

import heavywater as h2o
from heavywater import datasets
from heavywater.estimators.deeplearning import H2OAutoEncoderEstimator, H2ODeepLearningEstimator

h2o.init(verbose=False)
h2o.no_progress()

train, test = datasets.mnist()
print("train:", train.shape, "test:", test.shape)

# %% [markdown]
# The files have no header, so the columns are called `C1` to `C785`, and are best named by
# position. The digits are numbers; what is wanted are ten *classes*.

# %%
predictors = list(range(784))
resp = 784
train[resp] = train[resp].asfactor()
test[resp] = test[resp].asfactor()
nclasses = train[resp].nlevels()[0]
print("classes:", nclasses)


# %%
def images(frame):
    """Rows as pictures, an array of rows by 28 by 28."""
    return frame[:, :784].to_numpy().reshape(-1, 28, 28)


def show(pictures, titles, columns=8):
    """Pictures side by side."""
    rows = -(-len(pictures) // columns)
    _, axes = plt.subplots(rows, columns, figsize=(columns * 1.1, rows * 1.3), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for ax, picture, title in zip(axes.flat, pictures, titles, strict=False):
        ax.imshow(picture, cmap="gray_r")
        ax.set_title(title, fontsize=9)
    plt.show()


digits = test[resp].as_data_frame().iloc[:, 0].to_numpy()
show(images(test[:16, :]), digits[:16])

# %% [markdown]
# ## The starting point
#
# Everything is set by hand here: the rate (0.01 at first, falling with each row by
# `rate_annealing`, and from layer to layer by `rate_decay`), a momentum that grows from 0.95 to
# 0.99, dropout of a fifth of the inputs and half of the units, and a little L1.
# `classification_stop=-1` means that no error is good enough to stop early.

# %%
starting_point = {
    "activation": "RectifierWithDropout",
    "adaptive_rate": False,
    "rate": 0.01,
    "rate_decay": 0.9,
    "rate_annealing": 1e-6,
    "momentum_start": 0.95,
    "momentum_ramp": 1e5,
    "momentum_stable": 0.99,
    "nesterov_accelerated_gradient": False,
    "input_dropout_ratio": 0.2,
    "train_samples_per_iteration": 20000,
    "classification_stop": -1,
    "l1": 1e-5,
    # What is left out, as many pixels are white in every image, is told in a warning otherwise.
    "ignore_const_cols": False,
    "seed": 1234,
}


def learn(**changes):
    """A network from the starting point, with some settings changed."""
    model = H2ODeepLearningEstimator(**(starting_point | changes))
    model.train(x=predictors, y=resp, training_frame=train, validation_frame=test)
    return model


# Few rows need more passes.
epochs = 10 if train.nrow > 10_000 else 40
model = learn(epochs=epochs)
model.model_performance(valid=True)

# %%
print("share of mistakes:", round(model.mean_per_class_error(valid=True), 4))

# %% [markdown]
# ## Which digits are mistaken for which?

# %%
matrix = model.confusion_matrix(test).as_data_frame().iloc[:10, :10].to_numpy(dtype=float)
figure, axes = plt.subplots(figsize=(5, 4.5))
wrong = matrix - np.diag(np.diag(matrix))
axes.imshow(wrong, cmap="Reds")
axes.set_xticks(range(10))
axes.set_yticks(range(10))
axes.set(xlabel="taken for", ylabel="digit", title="Mistakes")
for (row, column), count in np.ndenumerate(wrong):
    if count:
        axes.text(column, row, f"{count:.0f}", ha="center", va="center")
plt.show()

# %% [markdown]
# And what do they look like? Some of them would not be read rightly by everybody.

# %%
predicted = model.predict(test)["predict"].as_data_frame().iloc[:, 0].to_numpy()
mistaken = np.flatnonzero(predicted.astype(str) != digits.astype(str))[:16]
print("mistakes shown:", len(mistaken))
show(images(test)[mistaken], [f"{digits[i]}, not {predicted[i]}" for i in mistaken])

# %% [markdown]
# ## Turning the knobs
#
# One change at a time, everything else as it was. What helps, what hurts, what makes no difference?
# Add lines of your own.

# %%
changes = {
    "starting point": {},
    "adaptive rate": {"adaptive_rate": True},
    "rate 0.001": {"rate": 0.001},
    "no rate decay": {"rate_decay": 1.0},
    "strong annealing": {"rate_annealing": 1e-4},
    "no momentum": {"momentum_start": 0, "momentum_stable": 0},
    "no dropout": {"activation": "Rectifier", "input_dropout_ratio": 0},
    "tanh": {"activation": "TanhWithDropout"},
    "strong l1": {"l1": 1e-3},
    "l2 instead of l1": {"l1": 0, "l2": 1e-4},
    "mini-batches of 32": {"mini_batch_size": 32},
}
unused = ("rate", "rate_decay", "rate_annealing", "momentum_start", "momentum_ramp")
unused += ("momentum_stable", "nesterov_accelerated_gradient")
errors = {}
few = epochs // 4
for label, change in changes.items():
    if change.get("adaptive_rate"):
        # Rate and momentum belong to the rate by hand; with the adaptive one they do nothing.
        kept = {k: v for k, v in starting_point.items() if k not in unused}
        tried = H2ODeepLearningEstimator(**(kept | change | {"epochs": few, "hidden": [64, 64]}))
        tried.train(x=predictors, y=resp, training_frame=train, validation_frame=test)
    else:
        tried = learn(epochs=few, hidden=[64, 64], **change)
    errors[label] = tried.mean_per_class_error(valid=True)
    print(f"{label:20} {errors[label]:.4f}")

# %%
figure, axes = plt.subplots(figsize=(6, 4))
axes.barh(list(errors), list(errors.values()))
axes.axvline(errors["starting point"], color="black", linewidth=1)
axes.invert_yaxis()
axes.set(xlabel="share of mistakes", title="One change at a time")
plt.show()

# %% [markdown]
# ## What a pixel is worth
#
# The importances of 784 inputs are a picture themselves. The margin, where there never is any ink,
# counts for little. A bright spot at the edge is a pixel that is hardly ever dark; when it is, that
# says a lot.

# %%
importance = np.zeros(784)
for name, value, *_ in model.varimp():
    importance[int(name[1:]) - 1] = value
plt.figure(figsize=(3.5, 3.5))
plt.imshow(importance.reshape(28, 28), cmap="viridis")
plt.axis("off")
plt.title("Importance of each pixel")
plt.show()

# %% [markdown]
# ## Exercise: digits that look like no other
#
# An *autoencoder* learns to say its own input again, through a layer too narrow to copy it. What it
# says badly is unlike what it has seen. Train one with 20 units in the middle, and look at the
# digits with the largest and the smallest errors.

# %%
autoencoder = H2OAutoEncoderEstimator(
    activation="Tanh", hidden=[50, 20, 50], epochs=epochs, ignore_const_cols=False, seed=1234
)
autoencoder.train(x=predictors, training_frame=train)
error = autoencoder.anomaly(test).as_data_frame().iloc[:, 0].to_numpy()
order = np.argsort(error)
picked = np.concatenate([order[:8], order[-8:]])
show(images(test)[picked], [f"{error[i]:.3f}" for i in picked])
print("smallest and largest error:", f"{error.min():.4f}", f"{error.max():.4f}")

# %% [markdown]
# On with [finding what is unlike the rest](5-isolation-forest.ipynb).
