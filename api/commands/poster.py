"""``wangge poster``: the sheet with a village's QR code."""

from datetime import datetime
from pathlib import Path

import click

from api.database import connected
from api.pages.resident import VillageView, village_of
from api.poster import Sheet, draw_poster
from api.settings import Settings
from data.scope import as_system
from data.session import make_sessions, transaction
from data.tracking import OfficeToAsk, office_for


@click.command("poster")
@click.argument("village")
@click.option(
    "-o",
    "output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="PDF to write",
)
def command(village: str, output: Path) -> None:
    """Write the A4 poster of a village, by its 12-digit code: its QR code opens the form.

    Set WANGGE_PUBLIC_URL first: it is the address that the code opens.
    """
    settings = Settings()
    if settings.public_url is None:
        msg = (
            "set WANGGE_PUBLIC_URL to the address at which residents reach this service, "
            "such as https://wangge.example.cn: the code on the poster opens it"
        )
        raise click.UsageError(msg)
    now = datetime.now(settings.zone)
    with connected(settings) as engine, transaction(make_sessions(engine)) as session:
        with as_system(session):
            known = village_of(session, village)
            if known is None:
                msg = f"{village} is no village or township of this database"
                raise click.BadParameter(msg)
            office = office_for(session, known.code, now.date())
        sheet = sheet_of(known, office, settings.public_url, settings.hotline)
    output.write_bytes(draw_poster(sheet, now))
    click.echo(f"{known.full}: {sheet.address}")


def sheet_of(village: VillageView, office: OfficeToAsk | None, public: str, hotline: str) -> Sheet:
    """What the poster of a village says."""
    address = f"{public}/report?v={village.code}"
    lines = () if office is None else _lines(office)
    return Sheet(village.above, village.name, address, hotline, lines)


def _lines(office: OfficeToAsk) -> tuple[str, ...]:
    about = "　".join(one for one in (office.hours, office.phone) if one)
    return tuple(one for one in (office.name, about) if one)
