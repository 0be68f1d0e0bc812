"""Checking every hash chain link by link, against its head and the signed heads outside.

Nothing stored in the database is trusted to check itself: hashes are computed here, and the
queries use only what is built into PostgreSQL.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine, text

from data.audit_heads import SIGNING
from data.chain_fault import BrokenLink, Fault
from data.chain_text import link_hash, links_query
from data.chain_values import wrong_values
from data.signed_heads import SignedHeads

_PAGE: Final = {"yield_per": 5_000}
_SEARCH: Final = text("SELECT set_config('search_path', :path, true)")
_SORTING: Final = "128MB"
"""Keeps the sort of half a million links out of temporary files."""


@dataclass(slots=True)
class Findings:
    """What was read, and everything found broken; nothing broken means the history is whole."""

    chains: int = 0
    links: int = 0
    files: int = 0
    broken: list[BrokenLink] = field(default_factory=list)


class _Link(NamedTuple):
    chain: str
    seq: int | None
    previous: bytes
    hash: bytes
    own_chain: str
    body: str
    head_seq: int | None
    head_hash: bytes | None
    signed_seq: int | None


def verify_database(
    engine: Engine, heads: Callable[[], SignedHeads], *, newest: bool = True
) -> Findings:
    """Findings on one state of a database, with the heads that were signed until then.

    Nobody signs meanwhile, so that files and database tell of the same moment.
    """
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock_shared({SIGNING})"))
        connection.commit()
        try:
            signed = heads()
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            return verify_chains(connection, signed, newest=newest)
        finally:
            connection.rollback()
            connection.execute(text(f"SELECT pg_advisory_unlock_shared({SIGNING})"))
            connection.commit()


def verify_chains(connection: Connection, signed: SignedHeads, *, newest: bool = True) -> Findings:
    """Every chain whose links do not hold, with the first broken link of each.

    Parameters
    ----------
    connection
        In a transaction that sees one state of the database.
    signed
        Heads from outside the database; without them a cut tail with a mended head, and a
        chain written anew, cannot be seen.
    newest
        Whether these are all files there are, rather than an older copy.
    """
    findings = Findings(files=signed.files, broken=list(signed.broken))
    schema = str(connection.scalar(text("SELECT quote_ident(current_schema())")))
    path = connection.scalar(text("SELECT current_setting('search_path')"))
    connection.execute(text(f"SET LOCAL work_mem = '{_SORTING}'"))
    connection.execute(_SEARCH, {"path": "pg_catalog"})
    findings.broken += _broken_chains(connection, schema, signed, findings, newest=newest)
    findings.broken += wrong_values(connection, schema)
    connection.execute(_SEARCH, {"path": path})
    return findings


def _broken_chains(
    connection: Connection, schema: str, signed: SignedHeads, findings: Findings, *, newest: bool
) -> Iterator[BrokenLink]:
    unseen, file_gone = set(signed.chains), False
    rows = connection.execute(text(links_query(schema)), execution_options=_PAGE)
    for chain, group in groupby(map(_Link._make, rows), key=itemgetter(0)):
        links = list(group)
        heads = signed.of(chain)
        unseen.discard(chain)
        findings.chains += 1
        findings.links += sum(link.seq is not None for link in links)
        broken = _first_broken(chain, links, heads)
        if broken:
            yield broken
        file_gone |= newest and (links[0].signed_seq or 0) > max(heads, default=0)
    yield from (BrokenLink(chain, 1, Fault.TAIL_CUT) for chain in sorted(unseen))
    if file_gone:
        yield BrokenLink("signed heads", None, Fault.FILE_MISSING)


def _first_broken(chain: str, links: list[_Link], heads: Mapping[int, bytes]) -> BrokenLink | None:
    place, last = 0, b""
    for link in links:
        if link.seq is None:  # a head without links
            break
        fault = _fault_of(link, place, last, heads.get(link.seq))
        if fault:
            return BrokenLink(chain, place + 1 if fault is Fault.MISSING else link.seq, fault)
        place, last = link.seq, link.hash
    return _broken_end(chain, links[0], place, last, max(heads, default=0))


def _fault_of(link: _Link, place: int, last: bytes, signed: bytes | None) -> Fault | None:
    """What is wrong with a link that should follow the one at `place`."""
    seq = link.seq or 0
    wrong = {
        Fault.MISSING: seq > place + 1,
        Fault.INSERTED: seq <= place,
        Fault.OUT_OF_ORDER: link.previous != last,
        Fault.EDITED: link.own_chain != link.chain
        or link_hash(link.chain, seq, last, link.body) != link.hash,
        Fault.NOT_AS_SIGNED: signed is not None and signed != link.hash,
    }
    return next((fault for fault, found in wrong.items() if found), None)


def _broken_end(chain: str, link: _Link, place: int, last: bytes, signed: int) -> BrokenLink | None:
    """What is wrong where a chain ends: at `place`, with the hash `last`."""
    head = link.head_seq or 0
    if place < max(head, signed):
        return BrokenLink(chain, place + 1, Fault.TAIL_CUT)
    if place > head:
        return BrokenLink(chain, head + 1, Fault.INSERTED)
    return None if last == link.head_hash else BrokenLink(chain, place, Fault.HEAD_DIFFERS)
