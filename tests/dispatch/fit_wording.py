"""Fit the points of `dispatch.wording` to the training corpora; run it from the root."""

import hashlib
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[2]
CORPORA = Path(__file__).parent / "corpora"
TARGET = ROOT / "dispatch" / "wording_points.py"
# Chosen by leaving one batch of texts out in turn: recall at 5 % ordinary held.
RIDGE = 1e-5
KEPT = 2000
LINE_WIDTH = 90


def texts(name):
    """Read the examples of a corpus, one a line."""
    lines = (CORPORA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def digest():
    """Sign the training corpora, so that stale points are noticed."""
    lines = [*texts("accusations_train"), "--", *texts("ordinary_train")]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def design(rows, vocabulary):
    """Build the matrix of rows by marks, each row of length one."""
    index = {mark: k for k, mark in enumerate(vocabulary)}
    cells = [(i, index[m]) for i, row in enumerate(rows) for m in sorted(row) if m in index]
    at = np.array(cells).T
    shape = (len(rows), len(vocabulary))
    matrix = sparse.csr_matrix((np.ones(len(cells)), (at[0], at[1])), shape=shape)
    return sparse.csr_matrix(matrix.multiply(1 / np.sqrt(np.maximum(matrix.sum(1), 1))))


def regress(rows, is_accusation, vocabulary):
    """Fit a ridge logistic regression; the intercept comes last."""
    x, y = design(rows, vocabulary), np.array(is_accusation, float)

    def loss(w):
        z = x @ w[:-1] + w[-1]
        miss = 1 / (1 + np.exp(-z)) - y
        slope = np.r_[x.T @ miss / len(y) + 2 * RIDGE * w[:-1], miss.mean()]
        return (np.logaddexp(0, z) - y * z).mean() + RIDGE * (w[:-1] @ w[:-1]), slope

    start = np.zeros(len(vocabulary) + 1)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def fit(accusations, ordinary):
    """Give the points of each mark and the intercept."""
    from dispatch.accusation import wording_marks  # noqa: PLC0415  it imports what is written here

    rows = [wording_marks(text) for text in (*accusations, *ordinary)]
    is_accusation = [True] * len(accusations) + [False] * len(ordinary)
    return weigh_best(regress, rows, is_accusation, KEPT)


def weigh_best(regress, rows, labels, kept):
    """Give the points (tenths of log-odds) of the marks that weigh most, and the intercept."""
    counts = Counter(mark for row in rows for mark in row)
    common = sorted(mark for mark, n in counts.items() if n > 1)
    weights = regress(rows, labels, common)
    best = sorted(common[k] for k in np.argsort(-abs(weights[:-1]))[:kept])
    weights = regress(rows, labels, best)
    points = {mark: round(10 * w) for mark, w in zip(best, weights, strict=False)}
    return points, round(10 * weights[-1])


def write(target, head, matter, signature, points, intercept):
    """Write a module of points; `matter` is what points above 0 speak for."""
    groups = defaultdict(list)
    for mark, point in points.items():
        groups[point].append(mark)
    lines = [
        f'"""{head}"""',
        *("", "from typing import Final", "", "# Signature of the training corpora."),
        f'FITTED_TO: Final = "{signature}"',
        f"INTERCEPT: Final = {intercept}",
        f"# Tenths of log-odds -> the marks that carry them; above 0 speaks for {matter}.",
        "POINTS: Final[dict[int, str]] = {",
    ]
    for point in sorted(groups):
        strings = list(wrapped(groups[point]))
        if len(strings) == 1:
            lines.append(f"    {point}: {strings[0].strip()},")
        else:
            lines += [f"    {point}: (", *strings, "    ),"]
    target.write_text("\n".join([*lines, "}  # fmt: skip", ""]), encoding="utf-8")


def wrapped(marks):
    """Break marks into string lines no wider than the page (Chinese counts double)."""
    line, width = [], 0
    for mark in sorted(marks):
        wide = 1 + sum(1 + (ord(c) > 0x2E80) for c in mark)
        if width + wide > LINE_WIDTH - 12:
            yield f'        "{" ".join(line)} "'
            line, width = [], 0
        line.append(mark)
        width += wide
    yield f'        "{" ".join(line)}"'


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    head = "Points of `dispatch.wording`; tests/dispatch/fit_wording.py writes them, no hand."
    fitted = fit(texts("accusations_train"), texts("ordinary_train"))
    write(TARGET, head, "an accusation", digest(), *fitted)
