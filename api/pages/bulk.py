"""What the pages of bulk files show: the list with its form, one file from trial to result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from api.bulk_words import FIELD_NAMES, Told, tell
from api.dates import moment_text
from api.labels import LABELS, N_
from api.pages.admin_forms import NOTHING, Typed
from api.pages.bulk_kinds import count_kinds
from api.pages.bulk_trial import TrialView, read_trial
from api.pages.reader import Reader
from api.texts import Texts
from data.bulk_files import count_problems, find_file, list_files, problems_of, unknown_words
from data.imports.issue_columns import FIELDS, NEEDED
from data.tables import BulkFile
from dispatch.vocabulary import BulkState, Category, Datum

SHOWN: Final = 50
"""Refused rows listed on the page; the download holds all."""
_FILES: Final = 30
MOST_WORDS: Final = 30
"""Unknown words asked about at a time."""

DATUMS: Final = (
    (Datum.WGS84, N_("as the file says, else WGS 84")),
    (Datum.CGCS2000, N_("CGCS2000, degrees")),
    (Datum.GCJ02, N_("GCJ-02 (Chinese map apps)")),
    (Datum.BD09, N_("BD-09 (Baidu)")),
)
_STATES: Final = {
    BulkState.DRAFT: (N_("tried, nothing kept"), ""),
    BulkState.RUNNING: (N_("being imported"), "chip-accent"),
    BulkState.DONE: (N_("imported"), "chip-green"),
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file in the list; finished texts."""

    id: UUID
    name: str
    state: str
    chip: str
    when: str
    figures: str


@dataclass(frozen=True, slots=True)
class FilesView:
    """The list of files and the form for a new one."""

    rows: tuple[FileRow, ...]
    datums: tuple[tuple[str, str], ...]
    typed: Typed = NOTHING


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of ours, and which column of the file is read for it."""

    field: str
    title: str
    column: str
    needed: bool


@dataclass(frozen=True, slots=True)
class FileView:
    """One file.

    Attributes
    ----------
    figures
        Title and count, in order; those of the trial, or of the import.
    share
        Rows done and all rows.
    trial
        What would come of it.
    more
        How many refused rows are not listed.
    words
        Words of the file for categories that nobody knows, with what was said of each.
    """

    id: UUID
    name: str
    state: BulkState
    state_words: str
    chip: str
    when: str
    figures: tuple[tuple[str, int], ...]
    share: tuple[int, int]
    trial: TrialView
    kinds: tuple[tuple[str, int], ...]
    problems: tuple[Told, ...]
    more: int
    choices: tuple[Choice, ...]
    header: tuple[str, ...]
    missing: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    error: str = ""

    @property
    def running(self) -> bool:
        """Whether rows are being taken in."""
        return self.state is BulkState.RUNNING

    @property
    def done(self) -> bool:
        """Whether all rows were taken in."""
        return self.state is BulkState.DONE


def read_files(session: Session, now: datetime, texts: Texts, typed: Typed = NOTHING) -> FilesView:
    """Put the list together."""
    rows = tuple(_row(file, now, texts) for file in list_files(session, _FILES))
    datums = tuple((datum.value, texts.translate(title)) for datum, title in DATUMS)
    return FilesView(rows, datums, typed)


def read_file(reader: Reader, file_id: UUID, error: str = "") -> FileView:
    """Put the page of one file together.

    Raises
    ------
    NotFound
        If there is none, or it is not the reader's to see.
    """
    session, now, texts = reader.session, reader.now, reader.texts
    file = find_file(session, file_id)
    trial = read_trial(reader.actor, file, texts)
    kinds = count_problems(session, file_id)
    told = tuple(told_of(problems_of(session, file_id, SHOWN), texts))
    words, chip = _STATES[file.state]
    return FileView(
        id=file.id,
        name=file.name,
        state=file.state,
        state_words=texts.translate(words),
        chip=chip,
        when=_when(file, now, texts),
        figures=_figures(file, trial, sum(kinds.values()), texts),
        share=(file.rows_done, file.rows_total),
        trial=trial,
        kinds=count_kinds(kinds, texts),
        problems=told,
        more=sum(kinds.values()) - len(told),
        choices=_choices(file, texts),
        header=tuple(name for name in file.header if name),
        missing=_missing(file, texts),
        words=_words(session, file),
        categories=tuple((one.value, texts.translate(LABELS[Category][one])) for one in Category),
        error=error,
    )


def told_of(problems: Sequence[Any], texts: Texts) -> list[Told]:
    """Refused rows in words."""
    return [tell(one.line, one.column, one.code, one.params, texts) for one in problems]


def _row(file: BulkFile, now: datetime, texts: Texts) -> FileRow:
    words, chip = _STATES[file.state]
    return FileRow(
        file.id,
        file.name,
        texts.translate(words),
        chip,
        _when(file, now, texts),
        _row_figures(file, texts),
    )


def _row_figures(file: BulkFile, texts: Texts) -> str:
    if file.state is BulkState.DRAFT:
        said = texts.ngettext("%(num)s row", "%(num)s rows", file.rows_total)
        return said % {"num": file.rows_total}
    said = texts.translate(
        "%(done)s of %(total)s rows: %(added)s added, %(unchanged)s known, %(refused)s refused"
    )
    return said % {
        "done": file.rows_done,
        "total": file.rows_total,
        "added": file.added,
        "unchanged": file.unchanged,
        "refused": file.refused,
    }


def _when(file: BulkFile, now: datetime, texts: Texts) -> str:
    moment = file.finished_at or file.begun_at or file.recorded_at
    return moment_text(moment, today=now.date(), language=texts.language)


def _figures(
    file: BulkFile, trial: TrialView, refused: int, texts: Texts
) -> tuple[tuple[str, int], ...]:
    if file.state is BulkState.DRAFT:
        counts = (
            (N_("Rows read"), file.rows_total),
            (N_("can be imported"), trial.good),
            (N_("known already"), trial.unchanged),
            (N_("refused"), refused),
        )
    else:
        counts = (
            (N_("Rows read"), file.rows_done),
            (N_("added"), file.added),
            (N_("known already"), file.unchanged),
            (N_("refused"), file.refused),
        )
    return tuple((texts.translate(title), int(count)) for title, count in counts)


def _choices(file: BulkFile, texts: Texts) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            field,
            texts.translate(FIELD_NAMES[field]),
            file.mapping.get(field, ""),
            field in NEEDED,
        )
        for field in FIELDS
    )


def _missing(file: BulkFile, texts: Texts) -> tuple[str, ...]:
    """Names of the fields that have to be in a file, and of which no column is known yet."""
    return tuple(texts.translate(FIELD_NAMES[one]) for one in NEEDED if not file.mapping.get(one))


def _words(session: Session, file: BulkFile) -> tuple[tuple[str, str], ...]:
    said = {word: ours for word, ours in file.words.get("category", {}).items() if word != "*"}
    column = file.mapping.get("category")
    unknown = unknown_words(session, file.id, column, MOST_WORDS) if column else []
    return tuple((said | dict.fromkeys(unknown, "")).items())[:MOST_WORDS]
