"""Forms in which staff file what a resident brings: what was typed, and the report it makes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID, uuid4

from fastapi import Depends, File, Form, UploadFile
from pydantic import ValidationError

from api.pages.filing_days import letter_day, visit_time
from api.pages.filing_problems import FIELDS, TOO_MANY, UNKNOWN, FormProblem
from api.pages.placing_form import NO_COORDINATES
from api.schemas.issue import MOST_FILES, IssueIn
from api.schemas.previews import PreviewIn
from api.services.attachments import Upload
from api.services.form_filing import Brought
from data.attachments import Kept
from data.errors import FileGone
from dispatch.region_codes import is_local
from dispatch.vocabulary import Channel

Wire = TypeVar("Wire", bound=IssueIn)

HERE: Final = "here"
PIN: Final = "pin"
_LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that came with a form that was refused: sent once, named from then on."""

    id: UUID
    name: str

    @property
    def value(self) -> str:
        """What the hidden field holds."""
        return f"{self.id} {self.name}"


@dataclass(frozen=True, slots=True)
class FilingForm:
    """One form as it was typed.

    Attributes
    ----------
    way
        How the place is said: ``household:...``, ``region:...``, ``pin``, ``here``; empty leaves
        it to what the words say.
    received_on
        Day a letter came in.
    made_at
        Moment a phone kept it until there was a signal.
    same
        Number of an open issue that it is the same matter as.
    kept
        Files sent with it before.
    """

    key: UUID
    text: str = ""
    channel: str = ""
    phone: str = ""
    name: str = ""
    address: str = ""
    way: str = ""
    lon: str = ""
    lat: str = ""
    accuracy_m: str = ""
    datum: str = "wgs84"
    category: str = ""
    urgent: bool = False
    received_on: str = ""
    made_at: str = ""
    same: str = ""
    kept: tuple[KeptFile, ...] = ()


def new_form(channel: str = "") -> FilingForm:
    """An empty form with a key of its own."""
    return FilingForm(uuid4(), channel=channel)


def form_address(path: str) -> str:
    """Where a new form is: with its key in the address, so that going back finds the same one."""
    return f"{path}?form={uuid4()}"


def _words(
    text: Annotated[str, Form()] = "",
    channel: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
    category: Annotated[str, Form()] = "",
) -> dict[str, str]:
    return {
        "text": text.replace("\r\n", "\n"),
        "channel": channel,
        "phone": phone.strip(),
        "name": name.strip(),
        "address": address.strip(),
        "category": category,
    }


def _place(
    way: Annotated[str, Form()] = "",
    lon: Annotated[str, Form()] = "",
    lat: Annotated[str, Form()] = "",
    accuracy_m: Annotated[str, Form()] = "",
    datum: Annotated[str, Form()] = "wgs84",
    same: Annotated[str, Form()] = "",
    made_at: Annotated[str, Form()] = "",
    door: Annotated[str, Form()] = "",
) -> dict[str, str]:
    place = {"way": way or door, "lon": lon, "lat": lat, "accuracy_m": accuracy_m, "datum": datum}
    return {**place, "same": same, "made_at": made_at}


def read_form(
    key: Annotated[UUID, Form()],
    words: Annotated[dict[str, str], Depends(_words)],
    place: Annotated[dict[str, str], Depends(_place)],
    urgent: Annotated[str, Form()] = "",
    received_on: Annotated[str, Form()] = "",
    kept: Annotated[list[str] | None, Form()] = None,
) -> FilingForm:
    """The form as it was typed; nothing of it is refused yet."""
    fields = {**words, **place, "received_on": received_on}
    typed = {name: value[:_LONGEST].replace("\0", "") for name, value in fields.items()}
    files = tuple(one for value in kept or () if (one := _kept(value)))[:MOST_FILES]
    return FilingForm(key, urgent=bool(urgent), kept=files, **typed)


FormDep = Annotated[FilingForm, Depends(read_form)]


def read_uploads(file: Annotated[list[UploadFile] | None, File()] = None) -> list[Upload]:
    """The files that came with the form; a browser sends an empty one where none was chosen."""
    return [
        Upload(content, (one.filename or "")[-200:].replace("\0", ""))
        for one in file or ()
        if (content := one.file.read()) or one.filename
    ]


UploadsDep = Annotated[list[Upload], Depends(read_uploads)]


def brought_of(form: FilingForm, uploads: Sequence[Upload], now: datetime) -> Brought:
    """The report that a form makes with the files that came with it.

    Raises
    ------
    FormProblem
        If something in it cannot be taken.
    """
    if len(form.kept) + len(uploads) > MOST_FILES:
        raise FormProblem(TOO_MANY, "file")
    kind, _, value = form.way.partition(":")
    return Brought(
        wire=wire_of(form),
        key=form.key,
        region=value if kind == "region" and is_local(value) else None,
        received_at=_received(form, now),
        same=form.same or None,
        kept=tuple(one.id for one in form.kept),
        marks=tuple(one.mark for one in uploads),
        days=(form.received_on, form.made_at),
    )


def wire_of(form: FilingForm) -> IssueIn:
    """The same as a program sends it.

    Raises
    ------
    FormProblem
        If something in it cannot be taken.
    """
    if not form.text.strip():
        raise FormProblem(FIELDS["text"], "text")
    place = _point(form) if form.way in {PIN, HERE} else None
    return _validated(IssueIn, form, place)


def preview_of(form: FilingForm) -> PreviewIn:
    """As much of it as can be read by now; a half-typed number says no place yet."""
    try:
        place = _point(form) if form.way in {PIN, HERE} else None
    except FormProblem:
        place = None
    return _validated(PreviewIn, form, place)


def _validated(kind: type[Wire], form: FilingForm, place: Any) -> Wire:
    way, _, value = form.way.partition(":")
    person = {"name": form.name or None, "phone": form.phone or None}
    wire: dict[str, Any] = {
        "text": form.text,
        "category": form.category or None,
        "channel": form.channel or Channel.PHONE,
        "place": place,
        "address": form.address or None,
        "household": value if way == "household" and value else None,
        "petitioner": person if any(person.values()) else None,
        "urgent": form.urgent,
    }
    if kind is PreviewIn and wire["category"] is None:
        del wire["category"]
    try:
        return kind.model_validate(wire)
    except ValidationError as error:
        field = next((str(part) for part in error.errors()[0]["loc"][::-1] if part in FIELDS), "")
        raise FormProblem(FIELDS.get(field, UNKNOWN), field) from error


def with_files(
    form: FilingForm, files: Iterable[Kept], refused: Exception | None = None
) -> FilingForm:
    """The form with the files that have been taken for it, as far as they are still there."""
    before = () if isinstance(refused, FileGone) else form.kept
    kept = (*before, *(KeptFile(one.id, one.name) for one in files))
    return replace(form, kept=kept[:MOST_FILES])


def _point(form: FilingForm) -> dict[str, Any]:
    accuracy = {"accuracy_m": _number(form.accuracy_m)} if form.accuracy_m.strip() else {}
    place = {"lon": _number(form.lon), "lat": _number(form.lat), "datum": form.datum or "wgs84"}
    return {**place, **accuracy, "source": "gps" if form.way == HERE else "pin"}


def _number(word: str) -> float:
    try:
        return float(word.strip().replace("，", ".").replace(",", "."))
    except ValueError as error:
        raise FormProblem(NO_COORDINATES, "place") from error


def _received(form: FilingForm, now: datetime) -> datetime | None:
    """When it was brought, where that was not now."""
    if form.channel == Channel.LETTER and form.received_on:
        return letter_day(form.received_on, now)
    return visit_time(form.made_at, now) if form.made_at else None


def _kept(value: str) -> KeptFile | None:
    mark, _, name = value.partition(" ")
    try:
        return KeptFile(UUID(mark), name[:200])
    except ValueError:
        return None
