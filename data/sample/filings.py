"""Who brings what, and when: one row per issue before it has dates of work, place or text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.sample.cluster import RISK_RATIO, Cluster
from data.sample.group_sizes import Counts
from data.sample.seasons import HOUR_WEIGHTS, MONTH_WEIGHTS, WEEKDAY_WEIGHTS
from dispatch.vocabulary import Category

Weights = npt.NDArray[np.float64]

MONTHS: Final = 18
ISSUES_PER_HOUSEHOLD: Final = 0.8

CATEGORY_SHARES: Final[dict[Category, float]] = {
    Category.LAND: 0.12,
    Category.MINING_SUBSIDENCE: 0.07,
    Category.HOUSING: 0.08,
    Category.WATER: 0.12,
    Category.ROADS: 0.14,
    Category.ENVIRONMENT: 0.08,
    Category.WELFARE: 0.11,
    Category.NEIGHBOURS: 0.1,
    Category.FAMILY: 0.03,
    Category.WAGES: 0.05,
    Category.SAFETY_HAZARD: 0.04,
    Category.PUBLIC_SERVICES: 0.04,
    Category.OTHER: 0.02,
}
_CATEGORIES: Final = np.array(list(CATEGORY_SHARES), dtype=object)

# People away from home still call now and then.
_ABSENT_WEIGHT: Final = 0.25
# Villages differ in what troubles them, households in how readily they speak (gamma, shape 2).
_VILLAGE_SPREAD: Final = 0.4
_READINESS_SHAPE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Period:
    """The days of the sample, Asia/Shanghai.

    Attributes
    ----------
    until
        Last moment, local time without a zone.
    days
        Each day, midnight local time.
    """

    until: pd.Timestamp
    days: pd.DatetimeIndex


def sample_period(until: datetime) -> Period:
    """Eighteen months that end at a moment.

    Raises
    ------
    ValueError
        If the moment has no time zone.
    """
    if until.tzinfo is None:
        msg = "the end of the sample needs a time zone: datetime(..., tzinfo=...)"
        raise ValueError(msg)
    local = pd.Timestamp(until).tz_convert("Asia/Shanghai").tz_localize(None).floor("s")
    first = (local - pd.DateOffset(months=MONTHS)).normalize() + pd.Timedelta(days=1)
    return Period(local, pd.date_range(first, local.normalize(), freq="D", unit="s"))


def draw_filings(
    rng: np.random.Generator, households: pd.DataFrame, cluster: Cluster, period: Period
) -> pd.DataFrame:
    """Draw every issue's category, household and time of receipt.

    Mining subsidence comes evenly over households and months, but ten times as often from the
    planted cluster once it has begun. Everything else follows village, household and season.

    Returns
    -------
    filings_frame
        Columns ``category``, ``household`` (row of the households), ``received_at`` (local time),
        in order of time.
    """
    total = round(ISSUES_PER_HOUSEHOLD * len(households))
    extra = _draw_extra(rng, total / len(households), cluster, period)
    parts = [extra]
    counts = rng.multinomial(total - len(extra), _normalised(list(CATEGORY_SHARES.values())))
    readiness = rng.gamma(_READINESS_SHAPE, 1 / _READINESS_SHAPE, len(households))
    readiness *= np.where(households["resident"], 1.0, _ABSENT_WEIGHT)
    for category, count in zip(CATEGORY_SHARES, counts, strict=True):
        weights = _village_weights(rng, households["village_code"]) * readiness
        if category is Category.MINING_SUBSIDENCE:
            weights = np.ones(len(households))
        who = rng.choice(len(households), int(count), p=_normalised(weights))
        when = _draw_times(rng, period, category, int(count))
        parts.append(_filed(category, who, when))
    filings = pd.concat(parts, ignore_index=True)
    return filings.sort_values("received_at", kind="stable", ignore_index=True)


def _draw_extra(
    rng: np.random.Generator, rate: float, cluster: Cluster, period: Period
) -> pd.DataFrame:
    """Issues the cluster brings beyond what its households would bring anyway.

    ``rate`` is issues of all categories per household over the whole period.
    """
    window = period.days[period.days >= pd.Timestamp(cluster.start)]
    share = len(window) / len(period.days)
    base = rate * CATEGORY_SHARES[Category.MINING_SUBSIDENCE] * share * len(cluster.members)
    count = int(rng.poisson((RISK_RATIO - 1) * base))
    who = rng.choice(cluster.members, count)
    when = _draw_times(rng, Period(period.until, window), Category.MINING_SUBSIDENCE, count)
    return _filed(Category.MINING_SUBSIDENCE, who, when)


def _filed(category: Category, who: Counts, when: pd.DatetimeIndex) -> pd.DataFrame:
    return pd.DataFrame({"category": category.value, "household": who, "received_at": when})


def _draw_times(
    rng: np.random.Generator, period: Period, category: Category, count: int
) -> pd.DatetimeIndex:
    """Draw times of receipt by month, weekday and hour; nothing comes after the end."""
    months = np.array(MONTH_WEIGHTS.get(category, (1.0,) * 12))[period.days.month - 1]
    weekdays = np.array(WEEKDAY_WEIGHTS)[period.days.day_of_week]
    days = rng.choice(len(period.days), count, p=_normalised(months * weekdays))
    hours = rng.choice(24, count, p=_normalised(HOUR_WEIGHTS))
    seconds = hours * 3600 + rng.integers(0, 3600, count)
    times = period.days[days] + pd.to_timedelta(seconds, unit="s").as_unit("s")
    late = times > period.until
    return times.where(~late, times - pd.Timedelta(days=7))


def _village_weights(rng: np.random.Generator, village_codes: pd.Series) -> Weights:
    codes, villages = np.unique(village_codes.to_numpy(dtype=str), return_inverse=True)
    weights: Weights = np.exp(rng.normal(0, _VILLAGE_SPREAD, len(codes)))[villages]
    return weights


def _normalised(weights: Sequence[float] | Weights) -> Weights:
    values = np.asarray(weights, dtype=float)
    normalised: Weights = values / values.sum()
    return normalised
