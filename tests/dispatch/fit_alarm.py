"""Fit the points of `dispatch.alarm_wording` to the training corpora; run it from the root."""

import hashlib
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT)]
from fit_wording import design, texts, weigh_best, write  # noqa: E402 - found by the path above

TARGET = ROOT / "dispatch" / "alarm_points.py"
LABELLED = ("train", "heldout", "oblique", "unseen", "more", "calm")
ORDINARY = ("ordinary_train", "accusations_train")
"""Texts of others; a line that the word rules hear stands for a danger."""
RIDGE = 0.3
KEPT = 2_500
WEIGHT = 6.0
"""Of a danger: there are many more ordinary lines."""


def labelled(name):
    """Reports of a corpus with whether they are urgent."""
    lines = [line.split("\t") for line in texts(f"urgent_{name}")]
    return [(text, code != "-") for code, text in lines]


def examples():
    """Everything that is fitted to."""
    from dispatch.urgency import heard_by_rule  # noqa: PLC0415 - it imports what is written here

    own = [pair for name in LABELLED for pair in labelled(name)]
    others = [(text, bool(heard_by_rule(text))) for name in ORDINARY for text in texts(name)]
    return own + others


def digest(pairs):
    """Sign what is fitted to, so that stale points are noticed."""
    lines = "\n".join(f"{text}\t{urgent}" for text, urgent in pairs)
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


def regress(rows, urgent, vocabulary):
    """Fit a ridge logistic regression; the intercept comes last."""
    x, y = design(rows, vocabulary), np.array(urgent, float)
    weight = np.where(y == 1, WEIGHT, 1.0)

    def loss(w):
        z = x @ w[:-1] + w[-1]
        miss = weight * (1 / (1 + np.exp(-z)) - y)
        slope = np.r_[x.T @ miss + 2 * RIDGE * w[:-1], miss.sum()]
        return (weight * (np.logaddexp(0, z) - y * z)).sum() + RIDGE * (w[:-1] @ w[:-1]), slope

    start = np.zeros(len(vocabulary) + 1)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x


def fit(pairs):
    """Give the points of each mark, but of those that weigh nothing, and the intercept."""
    from dispatch.alarm_wording import marks  # noqa: PLC0415 - it imports what is written here

    rows, urgent = [marks(text) for text, _ in pairs], [one for _, one in pairs]
    points, intercept = weigh_best(regress, rows, urgent, KEPT)
    return {mark: point for mark, point in points.items() if point}, intercept


if __name__ == "__main__":
    head = "Points of `dispatch.alarm_wording`; tests/dispatch/fit_alarm.py writes them."
    found = examples()
    write(TARGET, head, "a danger", digest(found), *fit(found))
