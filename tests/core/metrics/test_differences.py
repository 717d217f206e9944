"""Where the metrics differ from H2O-3 on purpose; each test states both sides.

H2O documents a weight of 2 as the same as repeating the row. It does not hold everywhere there;
here it does. The numbers of H2O are recorded from 3.46.0.12.
"""

import numpy as np
import pytest

from heavywater.core.metrics import binomial_metrics, multinomial_metrics
from three_classes import CLASSES, PROBABILITIES
from three_classes import WEIGHTS as CLASS_WEIGHTS

ACTUAL = [0, 1, 0, 1, 1, 0, 1, 0, 0, 1]
P1 = [0.1, 0.8, 0.3, 0.6, 0.6, 0.6, 0.9, 0.2, 0.8, 0.05]
WEIGHTS = [1, 2, 1, 3, 1, 0.5, 2, 1, 1.5, 1]


def test_weights_count_in_the_matrix_of_several_classes():
    metrics = multinomial_metrics(CLASSES, PROBABILITIES, "abc", CLASS_WEIGHTS)
    h2o = [[0, 3, 0], [0, 1, 2], [0, 2, 0]]
    assert metrics.counts.tolist() == [[0, 6, 0], [0, 1, 3], [0, 1.5, 0]] != h2o


def test_weights_count_in_the_first_hit_ratio():
    metrics = multinomial_metrics(CLASSES, PROBABILITIES, "abc", np.multiply(CLASS_WEIGHTS, 2))
    h2o = 1 / 23  # one hit, of weight 2
    assert metrics.hit_ratios[0] == pytest.approx(2 / 23)
    assert metrics.hit_ratios[0] != pytest.approx(h2o)


def test_gains_and_lift_do_not_truncate_weights():
    table = binomial_metrics(ACTUAL, P1, ["0", "1"], WEIGHTS).gains_lift_table()
    # H2O adds 2 and 1.5 to 3, and the 0.5 of another row to nothing, so that a score of 0.8
    # becomes a mean of 0.933, and the shares are of 13 instead of 14.
    by_threshold = {row[1 + 1]: row for row in table.rows}
    share, score = by_threshold[0.8][1], by_threshold[0.8][6]
    assert share == pytest.approx(5.5 / 14)
    assert score == pytest.approx(0.8)


def test_a_group_is_never_empty_by_rounding():
    # The quantile between 0.9 and 0.9 is 0.9000000000000001 in H2O, and no row is above it.
    table = binomial_metrics(ACTUAL, P1, ["0", "1"], WEIGHTS).gains_lift_table()
    assert table.rows[0][2] == 0.9
    assert not np.isnan([row[4] for row in table.rows]).any()


def test_areas_are_exact_where_h2o_bins_scores():
    rng = np.random.default_rng(3)
    actual = (rng.random(3000) < 0.4).astype(int)
    p1 = np.clip(rng.beta(2, 2, 3000) * 0.8 + 0.2 * actual, 0, 1)
    metrics = binomial_metrics(actual, p1, ["0", "1"])
    h2o = {"auc": 0.7859535786714944, "pr_auc": 0.74365541484901, "f1": 0.38281500121262163}
    assert metrics.auc == pytest.approx(h2o["auc"], abs=1e-4)
    assert metrics.pr_auc == pytest.approx(h2o["pr_auc"], abs=1e-4)
    assert metrics.max_f1_threshold == pytest.approx(h2o["f1"], abs=1e-3)
    positives, negatives = p1[actual == 1], p1[actual == 0]
    pairs = np.sign(positives[:, None] - negatives[None, :]).mean()
    assert metrics.auc == pytest.approx((1 + pairs) / 2, abs=1e-12)


def test_quantiles_of_gains_are_of_the_rows_that_count():
    # H2O takes them from all predictions, those for rows without a response included.
    with_gaps = binomial_metrics([*ACTUAL, -1, -1], [*P1, 1.0, 1.0], ["0", "1"])
    without = binomial_metrics(ACTUAL, P1, ["0", "1"])
    assert with_gaps.gains_lift_table() == without.gains_lift_table()
