import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from heavywater.core.metrics import binomial_metrics, multinomial_metrics
from heavywater.core.metrics.class_areas import AVERAGES, auc_type_of
from heavywater.exceptions import H2OTypeError
from three_classes import CLASSES, PROBABILITIES, WEIGHTS


def values(table):
    return {row[0]: row[3] for row in table.rows}


def test_tables_have_h2os_rows():
    metrics = multinomial_metrics(CLASSES, PROBABILITIES, "abc", auc_type="MACRO_OVR")
    table = metrics.auc_table()
    assert table.title == "Multinomial AUC values"
    assert metrics.aucpr_table().title == "Multinomial auc_pr values"
    assert table.names == ["type", "first_class_domain", "second_class_domain", "auc"]
    assert metrics.aucpr_table().names[3] == "auc_pr"
    assert [row[:3] for row in table.rows] == [
        ("a vs Rest", "a", None),
        ("b vs Rest", "b", None),
        ("c vs Rest", "c", None),
        ("Macro OVR", None, None),
        ("Weighted OVR", None, None),
        ("Class a vs. b", "a", "b"),
        ("Class a vs. c", "a", "c"),
        ("Class b vs. c", "b", "c"),
        ("Macro OVO", None, None),
        ("Weighted OVO", None, None),
    ]


# In the order of the rows.
H2O = [
    (
        None,
        [1.0, 2 / 15, 1 / 6, 13 / 30, 7 / 15, 11 / 18, 2 / 3, 0.0, 0.4259259259259259, 0.4375],
        [
            1.0,
            0.23284780679525077,
            0.15881940844696762,
            0.4638890717474062,
            0.502022779659961,
            0.6817429158525936,
            0.6534264097200273,
            0.3114505382174553,
            0.5488732879300254,
            0.557177639675186,
        ],
    ),
    (
        WEIGHTS,
        [1.0, 2 / 15, 0.2, 4 / 9, 0.5942028985507246, 7 / 12, 2 / 3, 0.0, 5 / 12, 65 / 138],
        [
            1.0,
            0.21332324049245685,
            0.08346529639115147,
            0.43226284562786943,
            0.6068252962223091,
            0.6311275150189095,
            0.5753950251752871,
            0.3317794656508632,
            0.5127673352816866,
            0.5413706478297172,
        ],
    ),
]


@pytest.mark.parametrize(("weights", "auc", "pr_auc"), H2O, ids=["plain", "weighted"])
def test_numbers_of_h2o(weights, auc, pr_auc):
    metrics = multinomial_metrics(CLASSES, PROBABILITIES, "abc", weights, "MACRO_OVR")
    assert [row[3] for row in metrics.auc_table().rows] == pytest.approx(auc, rel=1e-12)
    assert [row[3] for row in metrics.aucpr_table().rows] == pytest.approx(pr_auc, rel=1e-12)


@pytest.mark.parametrize("kind", AVERAGES)
def test_the_kind_chooses_the_number(kind):
    metrics = multinomial_metrics(CLASSES, PROBABILITIES, "abc", WEIGHTS, kind)
    label = {
        "MACRO_OVR": "Macro OVR",
        "WEIGHTED_OVR": "Weighted OVR",
        "MACRO_OVO": "Macro OVO",
        "WEIGHTED_OVO": "Weighted OVO",
    }[kind]
    assert metrics.auc == metrics.value("auc") == values(metrics.auc_table())[label]
    assert metrics.pr_auc == values(metrics.aucpr_table())[label]


@pytest.mark.parametrize("kind", ["AUTO", "NONE"])
def test_without_a_kind_nothing_is_computed(kind):
    metrics = multinomial_metrics(CLASSES, PROBABILITIES, "abc", auc_type=kind)
    assert metrics.auc_table() is metrics.aucpr_table() is None
    assert np.isnan([metrics.auc, metrics.pr_auc]).all()


def test_an_absent_class_counts_as_in_h2o():
    # H2O: 0 against the rest, and in a pair the mean of 0 and 1.
    wider = np.column_stack([PROBABILITIES, np.zeros(8)])
    metrics = multinomial_metrics(CLASSES, wider, "abcd", auc_type="MACRO_OVR")
    table = values(metrics.auc_table())
    assert (table["d vs Rest"], table["Class a vs. d"]) == (0.0, 0.5)


def test_50_classes_are_the_most():
    classes, rng = np.arange(102), np.random.default_rng(1)
    for count, computed in [(50, True), (51, False)]:
        p = rng.dirichlet(np.ones(count), 102)
        domain = [str(k) for k in range(count)]
        metrics = multinomial_metrics(classes % count, p, domain, auc_type="MACRO_OVO")
        assert (metrics.auc_table() is not None) is computed
        assert np.isnan(metrics.auc) is not computed


def test_no_rows_have_no_average():
    metrics = multinomial_metrics([-1], [[0.5, 0.25, 0.25]], "abc", auc_type="MACRO_OVO")
    assert np.isnan(metrics.auc)


def test_words_for_the_kind():
    assert auc_type_of("Weighted_OVR") == auc_type_of("weightedovr") == "WEIGHTED_OVR"
    for word in ("macro", 3, None):
        with pytest.raises(H2OTypeError, match="auc_type must be one of"):
            auc_type_of(word)


cases = st.lists(
    st.tuples(
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)), st.integers(1, 3)
    ),
    min_size=6,
    max_size=30,
)


@settings(max_examples=25)
@given(cases)
def test_agrees_with_scikit_learn(rows):
    p = np.array([row[0] for row in rows], dtype=float)
    p /= p.sum(axis=1, keepdims=True)
    y = np.arange(len(rows)) % 3
    for kind in AVERAGES:
        average, way = kind.lower().split("_")
        expected = roc_auc_score(y, p, average=average, multi_class=way)
        metrics = multinomial_metrics(y, p, "abc", auc_type=kind)
        assert metrics.auc == pytest.approx(expected, rel=1e-9)


@settings(max_examples=25)
@given(cases)
def test_each_against_the_rest_is_a_problem_of_two_classes(rows):
    p = np.array([row[0] for row in rows], dtype=float) / 27
    w = np.array([row[1] for row in rows])
    y = np.arange(len(rows)) % 3
    metrics = multinomial_metrics(y, p, "abc", w, "WEIGHTED_OVR")
    repeated = multinomial_metrics(
        np.repeat(y, w), np.repeat(p, w, axis=0), "abc", None, "MACRO_OVO"
    )
    assert values(metrics.auc_table()) == pytest.approx(values(repeated.auc_table()))
    for index, level in enumerate("abc"):
        two = binomial_metrics((y == index).astype(int), p[:, index], ["rest", level], w)
        assert values(metrics.auc_table())[f"{level} vs Rest"] == pytest.approx(two.auc)
        assert values(metrics.aucpr_table())[f"{level} vs Rest"] == pytest.approx(two.pr_auc)
