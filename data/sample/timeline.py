"""Dates of work on each issue: registered, noticed, accepted, closed, and the stage they give."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dispatch.vocabulary import Category, Stage

Days = npt.NDArray[np.float64]

# Registration [22] and written notice [23] have 15 calendar days from receipt.
LEGAL_DAYS: Final = 15
_YELLOW_FROM_DAYS: Final = 12
# Of the open issues, this share is past the 15 days and this share is nearly so (from 80 %).
LATE_SHARE: Final = 0.06
NEARLY_LATE_SHARE: Final = 0.1
_NEARLY_LATE_AGES: Final = (13, 15)
_LATE_AGES: Final = (17, 28)

_SIMPLE_SHARE: Final = 0.35
_NOT_ACCEPTED_SHARE: Final = 0.03
_LATE_NOTICE_SHARE: Final = 0.03
_EXTENDED_SHARE: Final = 0.06
_WAITING_REGISTERED_SHARE: Final = 0.5
_ARCHIVED_AFTER_DAYS: Final = 10

WORK_DATES: Final = ("registered_at", "noticed_at", "accepted_at", "closed_at")

_OUTCOMES: Final[dict[Category, tuple[str, ...]]] = {
    Category.LAND: ("mediated", "mediated", "resolved", "explained"),
    Category.MINING_SUBSIDENCE: ("resolved", "mediated", "referred", "explained"),
    Category.NEIGHBOURS: ("mediated", "mediated", "mediated", "withdrawn"),
    Category.FAMILY: ("mediated", "mediated", "referred"),
    Category.WAGES: ("mediated", "resolved", "resolved", "referred"),
    Category.WELFARE: ("resolved", "explained", "explained"),
}
_OTHERWISE: Final = ("resolved", "resolved", "resolved", "explained")
NOT_ACCEPTED: Final = "not-accepted"


def add_timeline(
    rng: np.random.Generator, filings: pd.DataFrame, until: pd.Timestamp
) -> pd.DataFrame:
    """Add the dates of work known at the end, the stage and the outcome.

    Most older issues are closed; of the open ones about 6 % are late and 10 % nearly.

    Parameters
    ----------
    until
        End of the sample, local time; later dates are not known yet (NaT).

    Returns
    -------
    filings_frame
        The filings in order of receipt with ``registered_at, noticed_at, accepted_at, closed_at,
        stage, outcome``; some recent ones received earlier or later than before.
    """
    dated = filings.join(_draw_work_dates(rng, filings["received_at"]))
    for column in WORK_DATES:
        dated[column] = dated[column].where(dated[column] <= until)
    refused = rng.random(len(dated)) < _NOT_ACCEPTED_SHARE
    refused &= dated["closed_at"].notna().to_numpy()
    dated["accepted_at"] = dated["accepted_at"].mask(refused)
    dated = _set_the_board(rng, dated, until)
    dated["stage"] = _stages(dated, until)
    dated["outcome"] = _draw_outcomes(rng, dated, refused)
    return dated.sort_values("received_at", kind="stable", ignore_index=True)


def _draw_work_dates(rng: np.random.Generator, received: pd.Series) -> pd.DataFrame:
    """Dates as if the sample never ended, in order for each issue."""
    count = len(received)
    simple = rng.random(count) < _SIMPLE_SHARE
    registered = np.where(simple, rng.uniform(0, 1, count), rng.gamma(2, 1.3, count).clip(max=13))
    noticed = LEGAL_DAYS * rng.beta(4, 2.2, count)
    overdue = LEGAL_DAYS + 1 + rng.exponential(4, count)
    noticed = np.where(rng.random(count) < _LATE_NOTICE_SHARE, overdue, noticed)
    noticed = np.where(simple, registered, np.maximum(noticed, registered))
    handled = 60 * rng.beta(2, 3.6, count) + np.where(
        rng.random(count) < _EXTENDED_SHARE, 30.0, 0.0
    )
    closed = noticed + np.where(simple, rng.exponential(3, count), handled)
    columns = zip(WORK_DATES, (registered, noticed, noticed, closed), strict=True)
    dates = pd.DataFrame({column: _at_office(rng, received, days) for column, days in columns})
    in_order = pd.concat([received, dates], axis=1).cummax(axis=1)
    return in_order[list(WORK_DATES)]


def _at_office(rng: np.random.Generator, received: pd.Series, days: Days) -> pd.Series:
    """Moment in office hours on the day that comes some days after receipt."""
    seconds = rng.integers(int(8.5 * 3600), int(17.5 * 3600), len(days))
    whole = pd.to_timedelta(np.floor(days).astype(int) * 86400 + seconds, unit="s")
    moments: pd.Series = received.dt.normalize() + pd.Series(
        whole.as_unit("s"), index=received.index
    )
    return moments


def _set_the_board(
    rng: np.random.Generator, dated: pd.DataFrame, until: pd.Timestamp
) -> pd.DataFrame:
    """Arrange which open issues wait for registration or notice, and for how long.

    Subsidence keeps its dates of receipt, because its cluster is measured by them.
    """
    board = dated.copy()
    open_rows = board.index[board["closed_at"].isna()].to_numpy()
    movable = board["category"].ne(Category.MINING_SUBSIDENCE.value).to_numpy()
    queue = rng.permutation(open_rows[movable[open_rows]])
    late_count = round(LATE_SHARE * len(open_rows))
    nearly_count = round(NEARLY_LATE_SHARE * len(open_rows))
    late, nearly = queue[:late_count], queue[late_count : late_count + nearly_count]
    _leave_waiting(rng, board, late, until, _LATE_AGES)
    _leave_waiting(rng, board, nearly, until, _NEARLY_LATE_AGES)
    others = np.setdiff1d(open_rows, np.concatenate([late, nearly]))
    _notice_in_time(rng, board, others, until)
    return board


def _leave_waiting(
    rng: np.random.Generator,
    board: pd.DataFrame,
    rows: npt.NDArray[np.int64],
    until: pd.Timestamp,
    ages: tuple[int, int],
) -> None:
    """Let issues be this many days old without a notice, half of them unregistered too."""
    received = board.loc[rows, "received_at"]
    ages_drawn = pd.to_timedelta(rng.integers(*ages, len(rows)) * 86400, unit="s").as_unit("s")
    moved = until.normalize() - ages_drawn + (received - received.dt.normalize())
    board.loc[rows, "received_at"] = moved
    registered = _at_office(rng, moved, rng.uniform(1, 5, len(rows)))
    board.loc[rows, "registered_at"] = registered.where(
        rng.random(len(rows)) < _WAITING_REGISTERED_SHARE
    )
    board.loc[rows, ["noticed_at", "accepted_at"]] = pd.NaT


def _notice_in_time(
    rng: np.random.Generator,
    board: pd.DataFrame,
    rows: npt.NDArray[np.int64],
    until: pd.Timestamp,
) -> None:
    """Let no other open issue wait longer than the yellow light allows."""
    received = board.loc[rows, "received_at"]
    waits = board.loc[rows, "noticed_at"].isna()
    age_days = (until.normalize() - received.dt.normalize()).dt.days
    old = received.index[waits & (age_days >= _YELLOW_FROM_DAYS)]
    noticed = _at_office(rng, received.loc[old], rng.uniform(6, 10.5, len(old)))
    board.loc[old, "registered_at"] = board.loc[old, "registered_at"].fillna(noticed)
    latest = np.maximum(noticed, board.loc[old, "registered_at"])
    board.loc[old, "noticed_at"] = latest
    board.loc[old, "accepted_at"] = latest


def _stages(dated: pd.DataFrame, until: pd.Timestamp) -> pd.Series:
    closed = dated["closed_at"]
    stages = pd.Series(Stage.HANDLE.value, index=dated.index)
    stages = stages.mask(dated["accepted_at"].isna(), Stage.REGISTER.value)
    stages = stages.mask(dated["registered_at"].isna(), Stage.COLLECT.value)
    stages = stages.mask(closed.notna(), Stage.FEEDBACK.value)
    return stages.mask(
        until - closed > pd.Timedelta(days=_ARCHIVED_AFTER_DAYS), Stage.ARCHIVE.value
    )


def _draw_outcomes(
    rng: np.random.Generator, dated: pd.DataFrame, refused: npt.NDArray[np.bool_]
) -> pd.Series:
    drawn = [
        options[int(draw * len(options))]
        for draw, category in zip(rng.random(len(dated)), dated["category"], strict=True)
        for options in [_OUTCOMES.get(category, _OTHERWISE)]
    ]
    outcomes = pd.Series(drawn, index=dated.index, dtype="str").mask(refused, NOT_ACCEPTED)
    return outcomes.where(dated["closed_at"].notna())
