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
# # 1. Getting started
#
# A first look round: start a session, load a table, ask it questions, train a model and keep it.
# Run the cells from top to bottom with <kbd>Shift</kbd>+<kbd>Enter</kbd>, and change what you like
# on the way: nothing here can break.
#
# ## A session
#
# Names are those of H2O-3, so the package is usually imported under its name. There is no server
# to start and no address to connect to: `init()` shows the facts of the session in this very
# process, above all how many cores a training may use.

# %%
import heavywater as h2o
from heavywater.estimators.deeplearning import H2ODeepLearningEstimator

h2o.init()

# %% [markdown]
# ## A table
#
# `import_file` reads a path or an address. It guesses what separates the cells, whether the first
# line is a header, and the type of each column. The file with 406 cars comes with the package; a
# copy lies in the folder `data` beside this notebook.

# %%
from heavywater import datasets

cars = h2o.import_file(datasets.CARS)
cars

# %% [markdown]
# A name on the last line of a cell shows the table. These calls tell more about it: its size, the
# types that were guessed, and a summary with the missing cells of each column.

# %%
print(cars.shape)
print(cars.types)
cars.describe()

# %% [markdown]
# ## Questions to a table
#
# Columns are picked by name, rows by a condition. Calculations work on whole columns, and a cell
# that is missing stays missing.

# %%
heavy = cars[cars["weight"] > 4000, ["name", "weight", "power", "economy"]]
print(heavy.nrow, "cars weigh more than 4,000 pounds")
heavy.head(5)

# %%
by_cylinders = cars.group_by("cylinders").count().mean("economy", na="rm").get_frame()
by_cylinders

# %% [markdown]
# pandas, Polars, Arrow and NumPy take tables over directly (`as_data_frame`, `to_polars`,
# `to_arrow`, `to_numpy`), so every plotting library works:

# %%
import matplotlib.pyplot as plt

table = cars.as_data_frame()
figure, axes = plt.subplots(figsize=(6, 4))
for cylinders, group in table.groupby("cylinders"):
    axes.scatter(group["weight"], group["economy"], s=14, alpha=0.7, label=f"{cylinders} cylinders")
axes.set(xlabel="weight in pounds", ylabel="miles per gallon", title="Heavy cars are thirsty")
axes.legend()
plt.show()

# %% [markdown]
# ## A first model
#
# Does a car go more than 20 miles on a gallon? The column `economy_20mpg` says 1 or 0. As a number
# it would be *estimated*; as a category it is *told apart*, so it is turned into one first. A fifth
# of the rows is kept out of the training: what the model does with rows it has never seen is what
# counts. The `seed` makes the split, and the network, the same in every run.

# %%
cars["economy_20mpg"] = cars["economy_20mpg"].asfactor()
predictors = ["displacement", "power", "weight", "acceleration", "year"]
train, valid = cars.split_frame(ratios=[0.8], seed=1234)

model = H2ODeepLearningEstimator(hidden=[50, 50], epochs=30, seed=1234)
model.train(x=predictors, y="economy_20mpg", training_frame=train, validation_frame=valid)
print("AUC of rows never seen:", round(model.auc(valid=True), 4))

# %% [markdown]
# The AUC is the chance that of two cars, one of each kind, the model gives the higher probability
# to the right one: 0.5 is guessing, 1 is perfect. `predict` gives the class and the probability of
# each class.

# %%
model.predict(valid).head(5)

# %%
model.varimp_plot()

# %% [markdown]
# ## Keeping it
#
# A model file holds data only, never code, and opens in any later release, on any machine.

# %%
import tempfile

folder = tempfile.mkdtemp()
path = h2o.save_model(model, folder)
again = h2o.load_model(path)
print("the same AUC:", again.auc(valid=True) == model.auc(valid=True))

# %% [markdown]
# ## Exercises
#
# 1. Which year has the thirstiest cars?
# 2. Without `weight` and `displacement`: how much worse is the model?
#
# One way to do them (the cells are there to be changed):

# %%
by_year = cars.group_by("year").mean("economy", na="rm").get_frame()
by_year.sort("mean_economy").head(3)

# %%
small = H2ODeepLearningEstimator(hidden=[50, 50], epochs=30, seed=1234)
small.train(
    x=["power", "acceleration", "year"],
    y="economy_20mpg",
    training_frame=train,
    validation_frame=valid,
)
print("AUC with three columns:", round(small.auc(valid=True), 4))

# %% [markdown]
# On with [the cars, closer up](2-cars.ipynb).
