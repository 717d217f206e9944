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
# # 5. Isolation forests, and how to judge them
#
# A few of many transactions with credit cards are frauds. Nobody says beforehand which; the idea is
# to find what is *unlike the rest*. This lab grows isolation forests and judges them afterwards, by
# labels that the forests never see.
#
# The well-known table may not be passed on. If you have its `creditcard.csv`, put it into this
# folder (or its folder `data`), and it is taken. Otherwise the table is **synthetic**: drawn at
# random, with the same columns, the same number of rows and the same share of frauds. What you see
# below is then true of the drawing, not of any bank.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import auc, precision_recall_curve, roc_curve

import heavywater as h2o
from heavywater import datasets
from heavywater.estimators import (
    H2OExtendedIsolationForestEstimator,
    H2OIsolationForestEstimator,
)

h2o.init(verbose=False)
h2o.no_progress()

transactions = datasets.credit_card()
transactions.head(5)

# %% [markdown]
# `V1` to `V28` are numbers without a meaning that we know; `Amount` is what was paid, `Time` counts
# seconds. `Class` is 1 for a fraud, and is kept away from the forest.

# %%
labels = transactions["Class"].as_data_frame()["Class"].to_numpy()
predictors = [name for name in transactions.names if name not in ("Time", "Class")]
print("frauds:", int(labels.sum()), "of", f"{len(labels):,}")

table = transactions[["V14", "V4"]].as_data_frame()
some = np.random.default_rng(1).permutation(len(table))[:5000]
figure, axes = plt.subplots(figsize=(5.5, 4))
axes.scatter(table["V14"].iloc[some], table["V4"].iloc[some], s=3, alpha=0.4, label="honest")
fraud = labels == 1
axes.scatter(table["V14"][fraud], table["V4"][fraud], s=6, color="crimson", label="fraud")
axes.set(xlabel="V14", ylabel="V4", title="Some frauds stand apart, some do not")
axes.legend()
plt.show()

# %% [markdown]
# ## How a forest isolates
#
# Take a random handful of rows. Pick a column at random, and a value between its smallest and its
# largest; split. Go on until each row is alone. A row in the crowd needs many splits; a row far out
# is alone after a few. That is a tree, and the number of splits is the row's path length in it. A
# forest does it a hundred times with other handfuls, and takes the mean (Liu, Ting and Zhou 2008).

# %%
forest = H2OIsolationForestEstimator(ntrees=100, sample_size=256, seed=1234)
forest.train(x=predictors, training_frame=transactions)
forest

# %% [markdown]
# `predict` gives two columns: `mean_length` is the mean path length; `predict` maps it to a score,
# 1 for the shortest path among the rows trained on, 0 for the longest.

# %%
predictions = forest.predict(transactions)
predictions.head(5)

# %%
lengths = predictions["mean_length"].as_data_frame()["mean_length"].to_numpy()
bins = np.linspace(lengths.min(), lengths.max(), 60)
figure, axes = plt.subplots(figsize=(6, 3.5))
axes.hist(lengths[labels == 0], bins=bins, density=True, alpha=0.6, label="honest")
axes.hist(lengths[labels == 1], bins=bins, density=True, alpha=0.6, label="fraud")
axes.set(xlabel="mean path length", ylabel="share", title="Frauds are isolated sooner")
axes.legend()
plt.show()
print(f"mean length, honest: {lengths[labels == 0].mean():.2f}")
print(f"mean length, fraud: {lengths[labels == 1].mean():.2f}")

# %% [markdown]
# ## From a score to a decision
#
# How high must a score be to call? There is no right answer in the data; there is only how much
# work you can do. Here, the highest five in a thousand are called: the threshold is a quantile of
# the scores.

# %%
threshold = predictions["predict"].quantile([0.995])
threshold

# %%
limit = threshold["predictQuantiles"].as_data_frame().iloc[0, 0]
predictions["predicted_class"] = predictions["predict"] > limit
predictions["class"] = transactions["Class"]
called = predictions["predicted_class"].sum()
right = (predictions["predicted_class"] * predictions["class"]).sum()
print(f"called: {called:.0f}")
print(f"frauds among them: {right:.0f}")

# %% [markdown]
# Which columns go with the score? Their correlations:

# %%
together = transactions[predictors].cbind(predictions["predict"])
correlations = together[predictors].cor(predictions["predict"])
values = np.ravel(correlations.as_data_frame().to_numpy())
figure, axes = plt.subplots(figsize=(7, 2.8))
axes.bar(predictors, values)
axes.tick_params(axis="x", rotation=90)
axes.set(ylabel="correlation with the score")
plt.show()

# %% [markdown]
# ## Judging without a threshold
#
# - **AUC**, the area under the curve of true against false positive rates: the chance that a fraud
#   scores higher than an honest transaction. Guessing has 0.5.
# - **AUCPR**, the area under precision against recall. Guessing has the share of frauds, here
#   0.0017. Where the positives are so few, it says more: five hundred false calls among 284,000
#   rows do not show in the AUC, but with 492 frauds they make half of the calls wrong.


# %%
def areas(scores):
    """Both curves and their areas."""
    false_rate, true_rate, _ = roc_curve(labels, scores)
    precision, recall, _ = precision_recall_curve(labels, scores)
    return {
        "roc": (false_rate, true_rate, auc(false_rate, true_rate)),
        # The area by trapezoids, as a function of recall. NumPy calls it trapezoid since 2.0.
        "pr": (recall, precision, np.trapezoid(precision[::-1], recall[::-1])),
    }


def plot_areas(models):
    """ROC curves on the left, precision and recall on the right."""
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2))
    for label, scores in models.items():
        found = areas(scores)
        left.plot(*found["roc"][:2], label=f"{label}, AUC = {found['roc'][2]:.4f}")
        right.plot(*found["pr"][:2], label=f"{label}, AUCPR = {found['pr'][2]:.4f}")
        print(f"{label:10} {found['roc'][2]:.4f} {found['pr'][2]:.4f}")
    share = labels.mean()
    left.plot([0, 1], [0, 1], "--", color="grey", label="guessing, AUC = 0.5")
    right.plot([0, 1], [share, share], "--", color="grey", label=f"guessing, AUCPR = {share:.4f}")
    left.set(xlabel="false positive rate", ylabel="true positive rate", title="ROC")
    right.set(xlabel="recall", ylabel="precision", title="Precision and recall")
    left.legend()
    right.legend()
    plt.show()


scores = predictions.as_data_frame()["predict"].to_numpy()
plot_areas({"forest": scores})

# %% [markdown]
# `make_metrics` gives the same, and much more, for any predictions and labels, wherever they come
# from:

# %%
actual = predictions["class"].asfactor()
metrics = h2o.make_metrics(predictions["predict"], actual, domain=["0", "1"])
print(f"by make_metrics: {metrics.auc():.4f} {metrics.aucpr():.4f}")

# %% [markdown]
# ## More trees, larger samples
#
# More rows make deeper trees, which tell finer differences and take longer; but outliers among
# many rows can also hide behind each other, so that larger samples are not always better. Here they
# are. More trees make the result less a matter of luck.

# %%
print("trees  rows     AUC   AUCPR")
for trees, rows in ((10, 256), (100, 64), (100, 256), (100, 2048)):
    tried = H2OIsolationForestEstimator(ntrees=trees, sample_size=rows, max_depth=12, seed=1)
    tried.train(x=predictors, training_frame=transactions)
    found = areas(tried.predict(transactions)["predict"].as_data_frame()["predict"].to_numpy())
    print(f"{trees:5} {rows:5} {found['roc'][2]:7.4f} {found['pr'][2]:7.4f}")

# %% [markdown]
# ## Exercise: luck
#
# How much of this is chance? Grow forests of 10 and of 100 trees with five seeds each, and draw
# their AUCs.

# %%
spread = {}
for trees in (10, 100):
    spread[trees] = []
    for seed in range(5):
        tried = H2OIsolationForestEstimator(ntrees=trees, seed=seed + 1)
        tried.train(x=predictors, training_frame=transactions)
        scored = tried.predict(transactions)["predict"]
        spread[trees].append(h2o.make_metrics(scored, actual, domain=["0", "1"]).auc())
figure, axes = plt.subplots(figsize=(5, 3))
for trees, found in spread.items():
    axes.plot(found, [f"{trees} trees"] * len(found), "o", alpha=0.6)
axes.set(xlabel="AUC", ylim=(-0.5, 1.5), title="Five seeds")
plt.show()
for trees, found in spread.items():
    print(f"{trees} trees: mean {np.mean(found):.4f}, spread {np.std(found):.4f}")

# %% [markdown]
# ## Exercise: slanted cuts
#
# Splits by one column at a time leave shadows: straight bands in which a row looks ordinary, though
# there is nobody near. An *extended* forest cuts along several columns at once (Hariri, Carrasco
# Kind and Brunner 2019). Draw the scores of both over a ring of points.

# %%
rng = np.random.default_rng(7)
angle = rng.uniform(0, 2 * np.pi, 1500)
radius = rng.normal(3, 0.3, 1500)
ring = h2o.H2OFrame({"x": radius * np.cos(angle), "y": radius * np.sin(angle)})
side = np.linspace(-6, 6, 80)
xs, ys = (grid.ravel() for grid in np.meshgrid(side, side))
everywhere = h2o.H2OFrame({"x": xs, "y": ys})

plain = H2OIsolationForestEstimator(ntrees=200, sample_size=256, seed=1)
plain.train(training_frame=ring)
extended = H2OExtendedIsolationForestEstimator(
    ntrees=200, sample_size=256, extension_level=1, seed=1
)
extended.train(training_frame=ring)

figure, axes = plt.subplots(1, 2, figsize=(8, 3.8))
surfaces = {
    "one column at a time": plain.predict(everywhere)["predict"],
    "slanted": extended.predict(everywhere)["anomaly_score"],
}
for ax, (label, score) in zip(axes, surfaces.items(), strict=True):
    surface = score.as_data_frame().iloc[:, 0].to_numpy().reshape(80, 80)
    ax.imshow(surface, origin="lower", extent=(-6, 6, -6, 6), cmap="magma")
    ax.set_title(label)
plt.show()

# %% [markdown]
# And on the transactions:

# %%
extended = H2OExtendedIsolationForestEstimator(
    ntrees=100, sample_size=256, extension_level=5, seed=1234
)
extended.train(x=predictors, training_frame=transactions)
slanted = extended.predict(transactions)["anomaly_score"].as_data_frame()["anomaly_score"]
plot_areas({"forest": scores, "extended": slanted.to_numpy()})
