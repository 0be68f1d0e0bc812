"""The bytes a link of a hash chain is the SHA-256 of.

Chain, place, previous hash (hexadecimal), then the row's own columns in the order below; each as
its length in bytes, a colon and its text, and NULL as a colon alone, so that no two rows read the
same. Times are UTC to the microsecond, bytes hexadecimal, JSON as PostgreSQL prints `jsonb`. The
triggers of migration `audit` write it; verification writes it again, with nothing but functions
that are built into PostgreSQL, and hashes it in Python.
"""

from hashlib import sha256
from typing import Final

_AT: Final = "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"

_VALUES: Final[dict[str, tuple[str, ...]]] = {
    "issue_event": (
        *("id::text", _AT, "issue_id::text", "account_id::text", "verb", "stage", "level"),
        *("reason_code", "reason_params::text", "rule_version::text"),
        "encode(note_digest, 'hex')",
    ),
    "audit_entry": (
        *("id::text", _AT, "account_id::text", "role", "region_code", "verb", "object_kind"),
        *("object_id", "purpose", "details::text", "request_id"),
    ),
}
_OWN_CHAIN: Final[dict[str, str]] = {
    "issue_event": "concat('event/issue:', issue_id)",
    "audit_entry": "concat('audit/', object_kind, ':', object_id)",
}
_LINK: Final = """
    SELECT chain, seq, previous, hash, {own} AS own_chain, concat({values}) AS body
    FROM {schema}.{table}
"""
_LINKS: Final = """
SELECT coalesce(link.chain, head.chain) AS chain, link.seq, link.previous, link.hash,
       link.own_chain, link.body, head.seq, head.hash, head.signed_seq
FROM ({links}) AS link FULL JOIN {schema}.chain_head AS head ON head.chain = link.chain
ORDER BY coalesce(link.chain, head.chain) COLLATE "C", link.seq, link.body COLLATE "C"
"""


def links_query(schema: str) -> str:
    """SQL of all links of all chains in order, each beside the head of its chain."""
    links = (
        _LINK.format(
            schema=schema, table=table, own=_OWN_CHAIN[table], values=", ".join(map(_field, values))
        )
        for table, values in _VALUES.items()
    )
    return _LINKS.format(schema=schema, links="UNION ALL".join(links))


def link_hash(chain: str, seq: int, previous: bytes, body: str) -> bytes:
    """SHA-256 of one link."""
    start = "".join(f"{len(one.encode())}:{one}" for one in (chain, str(seq), previous.hex()))
    return sha256((start + body).encode()).digest()


def _field(value: str) -> str:
    return f"octet_length({value}), ':', {value}"
