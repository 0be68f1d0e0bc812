"""Checking personal values against the salted digests that the history keeps of them."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, text

from data.chain_fault import BrokenLink, Fault
from dispatch.auditing import digests_of, salted_digest

_PAGE: Final = {"yield_per": 5_000}
_NOTES: Final = """
SELECT coalesce(event.chain, concat('event/issue:', note.issue_id)), event.seq,
       coalesce(event.id, note.event_id), encode(event.note_digest, 'hex'), note.salt, note.note
FROM {schema}.issue_event AS event
FULL JOIN {schema}.event_note AS note ON note.event_id = event.id AND note.at = event.at
WHERE event.note_digest IS NOT NULL OR note.event_id IS NOT NULL
ORDER BY event.chain COLLATE "C", event.seq
"""
_PETITIONERS: Final = """
SELECT event.chain, event.seq, event.digests, contact.salt, contact.name, contact.phone
FROM (
    SELECT DISTINCT ON (reason_params -> 'digests' ->> 'petitioner')
           chain, seq, reason_params -> 'digests' AS digests
    FROM {schema}.issue_event WHERE reason_params -> 'digests' IS NOT NULL
    ORDER BY reason_params -> 'digests' ->> 'petitioner', seq DESC
) AS event
LEFT JOIN {schema}.petitioner_contact AS contact
    ON contact.petitioner_id::text = event.digests ->> 'petitioner'
ORDER BY event.chain COLLATE "C", event.seq
"""
_ERASED: Final = """
SELECT details ->> 'erased', details ->> 'id' FROM {schema}.audit_entry WHERE verb = 'erase'
"""

Erased = set[tuple[str, str]]
"""Kind and id of every value whose erasure stands in the record."""


def wrong_values(connection: Connection, schema: str) -> Iterator[BrokenLink]:
    """Links whose note or petitioner is not what they say, or is gone without an erasure."""
    rows = connection.execute(text(_ERASED.format(schema=schema)))
    erased = {(str(kind), str(one)) for kind, one in rows}
    yield from _wrong_notes(connection, schema, erased)
    yield from _wrong_petitioners(connection, schema, erased)


def _wrong_notes(connection: Connection, schema: str, erased: Erased) -> Iterator[BrokenLink]:
    query = text(_NOTES.format(schema=schema))
    for chain, seq, event, digest, salt, note in connection.execute(query, execution_options=_PAGE):
        if note is None:
            if ("note", str(event)) not in erased:
                yield BrokenLink(chain, seq, Fault.VALUE_GONE)
        elif salted_digest(salt, note) != digest:
            yield BrokenLink(chain, seq, Fault.VALUE_DIFFERS)


def _wrong_petitioners(connection: Connection, schema: str, erased: Erased) -> Iterator[BrokenLink]:
    query = text(_PETITIONERS.format(schema=schema))
    rows = connection.execute(query, execution_options=_PAGE)
    for chain, seq, digests, salt, name, phone in rows:
        one = str(digests.pop("petitioner", ""))
        if salt is None:
            if ("petitioner", one) not in erased:
                yield BrokenLink(chain, seq, Fault.VALUE_GONE)
        elif digests_of(salt, name=name, phone=phone) != digests:
            yield BrokenLink(chain, seq, Fault.VALUE_DIFFERS)
