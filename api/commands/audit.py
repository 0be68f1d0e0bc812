"""``wangge audit``: the history and the record of who read and changed what."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.audit_key import public_file, public_key, signing_key
from api.database import connected
from api.settings import Settings
from data.audit import EntryFilter, read_entries
from data.audit_chains import Findings, verify_database
from data.audit_heads import sign_heads, signed_files
from data.errors import UnreadableFile
from data.session import make_sessions, transaction
from data.signed_heads import SignedHeads, read_heads
from data.tables import AuditEntry
from dispatch.auditing import AuditVerb, ObjectKind

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("audit")
def command() -> None:
    """The history and the record of who read and changed what."""


@command.command()
@click.option("--heads", "folder", type=_FOLDER, help="signed heads from elsewhere")
@click.option("--key", "key_file", type=_FILE, help="public key they were signed with")
@click.option("--json", "as_json", is_flag=True, help="machine-readable on stdout")
def verify(folder: Path | None, key_file: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """Check every hash chain; name the first broken link of each that does not hold."""
    settings = Settings()
    where = folder or settings.heads_dir
    key = _key(where, key_file or public_file(settings.heads_key))

    def heads() -> SignedHeads:
        return read_heads(where, key) if key else SignedHeads()

    with connected(settings) as engine:
        found = verify_database(engine, heads, newest=folder is None)
    _say(found, as_json=as_json)
    sys.exit(1 if found.broken else 0)


def _key(folder: Path, path: Path) -> Ed25519PublicKey | None:
    """Public key; none, and a word about it, where nothing is signed yet."""
    if not signed_files(folder):
        click.echo(f"no signed heads in {folder}: a cut tail cannot be seen", err=True)
        return None
    try:
        return public_key(path)
    except UnreadableFile as error:
        raise click.BadParameter(str(error), param_hint="--key") from error


def _say(found: Findings, *, as_json: bool) -> None:
    if as_json:
        broken = [link._asdict() for link in found.broken]
        click.echo(json.dumps({**asdict(found), "broken": broken}))
        return
    for link in found.broken:
        place = "" if link.seq is None else f" at {link.seq}"
        click.echo(f"{link.chain}{place}: {link.fault}")
    said = f"{len(found.broken)} broken" if found.broken else "whole"
    click.echo(f"{found.links} links in {found.chains} chains, {found.files} signed files: {said}")


@command.command()
def sign() -> None:
    """Write the heads of all chains that moved to a new signed file outside the database."""
    settings = Settings()
    key = signing_key(settings.heads_key)
    with connected(settings) as engine, transaction(make_sessions(engine)) as session:
        file = sign_heads(session, settings.heads_dir, key, datetime.now(UTC))
    click.echo(f"{file.path}: {file.heads} heads")


@command.command()
@click.option("--account", "account_id", type=int, help="id of the account that acted")
@click.option("--kind", type=click.Choice([one.value for one in ObjectKind]))
@click.option("--object", "object_id", help="number, code or id of what it was done to")
@click.option("--verb", type=click.Choice([one.value for one in AuditVerb]))
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="first day")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), help="last day")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
def show(
    account_id: int | None,
    kind: str | None,
    object_id: str | None,
    verb: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
) -> None:
    """List who read and changed what, newest first."""
    settings = Settings()
    wanted = EntryFilter(
        account_id,
        ObjectKind(kind) if kind else None,
        object_id,
        AuditVerb(verb) if verb else None,
        since.replace(tzinfo=settings.zone) if since else None,
        (until + timedelta(days=1)).replace(tzinfo=settings.zone) if until else None,
    )
    with connected(settings) as engine, transaction(make_sessions(engine)) as session:
        for entry in read_entries(session, None, wanted, limit=limit):
            click.echo(_line(entry, settings))


def _line(entry: AuditEntry, settings: Settings) -> str:
    who = "-" if entry.account_id is None else f"{entry.account_id} {entry.role or ''}".strip()
    what = f"{entry.verb} {entry.object_kind}:{entry.object_id}"
    more = [entry.purpose or "", json.dumps(entry.details) if entry.details else ""]
    at = f"{entry.at.astimezone(settings.zone):%Y-%m-%d %H:%M:%S}"
    return "  ".join([at, who, what, *filter(None, more)])
