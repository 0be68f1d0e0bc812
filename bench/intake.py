"""``wangge bench intake``: reports taken in a second, one by one and as a file, beside rivals."""

import argparse
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

from bench.intake_bulk import BulkFigures, measure_bulk, names_of
from bench.intake_county import ServedCounty, processor_s, served, served_county
from bench.intake_load import Load, request_of, send_for
from bench.intake_mix import make_body, with_fresh_keys
from bench.intake_rows import insert_each, read_finished
from bench.serving import address_of

_PATH = "/api/v1/issues"
_BODIES = 4_000


@dataclass(frozen=True, slots=True)
class Served:
    """A run against the service, with what its processes did meanwhile, per report."""

    load: Load
    server_ms: float
    database_ms: float
    statements: float


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="wangge bench intake", description=__doc__)
    parser.add_argument("--households", type=int, default=3_000, help="of the sample county")
    parser.add_argument("--callers", type=int, default=32, help="connections at once")
    parser.add_argument("--seconds", type=float, default=20, help="of each run of callers")
    parser.add_argument("--reports", type=int, default=10_000, help="in the file")
    options = parser.parse_args()
    _say("making the county")
    with served_county(options.households) as county:
        homes, villages = names_of(county)
        chance = random.Random(1)
        bodies = [make_body(homes, villages, chance) for _ in range(_BODIES)]
        requests = [request_of(_PATH, body) for body in bodies]
        tokens = county.tokens(options.callers)
        with_fresh = with_fresh_keys(requests, chance)
        before = county.rows("SELECT max(id) FROM issue")[0][0]
        _say("warming up")
        _warm_up(county, with_fresh, tokens)
        _say("intake")
        intake = _measure(county, with_fresh, tokens, options.seconds)
        _say("validating only")
        valid = _validating(with_fresh, tokens, options.seconds / 2)
        _say("bare SQL")
        finished = read_finished(county.database, before)
        bare = insert_each(county.clone("bare"), finished, options.callers, options.seconds / 2)
        _say("a file, and COPY")
        bulk = measure_bulk(county, homes, villages, options.reports)
    print(f"load of the machine {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    print(_callers_table(options.callers, intake, valid, bare))
    print(_file_table(bulk))


def _say(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


def _warm_up(county: ServedCounty, requests: Iterator[bytes], tokens: list[str]) -> None:
    """Until every connection has planned its statements and the caches are filled."""
    for _ in repeat(None, 4):
        send_for(county.address, requests, tokens, 2)


def _measure(
    county: ServedCounty, requests: Iterator[bytes], tokens: list[str], seconds: float
) -> Served:
    county.rows("SELECT pg_stat_statements_reset()")
    before = _times(county)
    load = send_for(county.address, requests, tokens, seconds)
    after = _times(county)
    reports = len(load.waits_ms)
    server_ms, database_ms = (1000 * (b - a) / reports for a, b in zip(before, after, strict=True))
    calls = county.rows("SELECT sum(calls) FROM pg_stat_statements WHERE toplevel")[0][0]
    return Served(load, server_ms, database_ms, float(calls) / reports)


def _times(county: ServedCounty) -> tuple[float, float]:
    return processor_s(county.server_pid), processor_s(*county.database_pids())


def _validating(requests: Iterator[bytes], tokens: list[str], seconds: float) -> Served:
    environment = {**os.environ, "WANGGE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    with served(environment, "-m", "bench.intake_validating") as process:
        address = address_of(process)
        send_for(address, requests, tokens, 1)
        before = processor_s(process.pid)
        load = send_for(address, requests, tokens, seconds)
        server_ms = 1000 * (processor_s(process.pid) - before) / len(load.waits_ms)
    return Served(load, server_ms, 0.0, 0.0)


def _callers_table(callers: int, intake: Served, valid: Served, bare: Load) -> str:
    head = ("", "reports/s", "median ms", "p99 ms", "statuses", "generator", "service ms",
            "database ms", "statements")  # fmt: skip
    rows = [
        ("intake", *_cells(intake.load), *_costs(intake)),
        ("the same door, validating only", *_cells(valid.load), *_costs(valid)),
        ("bare SQL, prepared, the same rows", *_cells(bare), "", "", ""),
    ]
    return f"{callers} connections\n{_table(head, rows)}"


def _cells(load: Load) -> tuple[str, ...]:
    return (
        f"{load.per_second:,.0f}",
        f"{load.wait_ms(0.5):.1f}",
        f"{load.wait_ms(0.99):.1f}",
        " ".join(f"{status}: {count:,}" for status, count in sorted(load.statuses.items())),
        f"{load.own_seconds:.2f} s, {load.own_share:.1%}" if load.own_seconds else "",
    )


def _costs(run: Served) -> tuple[str, ...]:
    return f"{run.server_ms:.2f}", f"{run.database_ms:.2f}", f"{run.statements:.1f}"


def _file_table(bulk: BulkFigures) -> str:
    rows = [
        (name, f"{seconds:.1f}", f"{bulk.reports / seconds:,.0f}", f"{bulk.copy_s / seconds:.0%}")
        for name, seconds in (("import", bulk.import_s), ("COPY", bulk.copy_s))
    ]
    return f"{bulk.reports:,} reports of a file\n" + _table(("", "s", "reports/s", "of COPY"), rows)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
