"""``wangge demo``: a made-up county from nothing to a page."""

import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.database import database_url, engine_on, private_cluster, request_engine
from api.map_files import DRAWINGS, MapWish, write_map
from api.server import serve
from api.services.demo_accounts import make_accounts, write_private
from api.services.sample_county import load_sample
from api.services.sample_survey import add_newcomers
from api.settings import Settings
from api.workers_beside import workers_beside
from data.database_settings import read_settings
from data.errors import RegisterNotEmpty
from data.posts import busiest_holder
from data.published import publish
from data.regions import region_names
from data.sample.county import DEFAULT_HOUSEHOLDS, FEWEST_HOUSEHOLDS, generate
from data.schema import migrate
from data.session import make_sessions, transaction

# Villages of a township are cut beside each other.
_WORKERS: Final = 2


@click.command("demo")
@click.option("--port", type=click.IntRange(0, 65535), help="port to serve on; 8000")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="which county")
@click.option(
    "--households",
    type=click.IntRange(FEWEST_HOUSEHOLDS),
    default=DEFAULT_HOUSEHOLDS,
    show_default=True,
)
@click.option("--no-serve", is_flag=True, help="make everything, then stop")
def command(port: int | None, seed: int, households: int, no_serve: bool) -> None:  # noqa: FBT001
    """Make the sample county of a seed in the private database, and serve it.

    Everything in it is made up. A county of another seed replaces it.
    """
    settings = Settings()
    if port is not None:
        settings = settings.model_copy(update={"port": port})
    _make_room(settings, seed, households)
    with database_url(settings, create=True) as url, engine_on(url) as engine:
        migrate(engine)
        _fill(settings, engine, seed, households)
        _tell_accounts(settings, engine)
        if not no_serve:
            with request_engine(settings, engine) as requests, workers_beside(_WORKERS):
                serve(settings, requests)


def _make_room(settings: Settings, seed: int, households: int) -> None:
    """Drop the sample county of another seed; refuse to touch anything real."""
    if settings.database_url is not None:
        return
    with private_cluster(settings).running() as cluster:
        if settings.database_name not in cluster.databases():
            return
        with engine_on(cluster.url(settings.database_name)) as engine:
            migrate(engine)
            other = _holds_another(engine, seed, households)
        if other:
            click.echo("the sample county of another seed or size is replaced", err=True)
            cluster.drop_database(settings.database_name)


def _holds_another(engine: Engine, seed: int, households: int) -> bool:
    with transaction(make_sessions(engine)) as session:
        kept = read_settings(session)
        if not kept.made_up:
            _refuse_real(session)
            return False
        return (kept.sample_seed, kept.sample_households) != (seed, households)


def _refuse_real(session: Session) -> None:
    if region_names(session):
        msg = (
            "this database already holds a county; "
            "run the demo with WANGGE_DATABASE_NAME=demo, or on an empty database"
        )
        raise RegisterNotEmpty(msg)


def _fill(settings: Settings, engine: Engine, seed: int, households: int) -> None:
    with transaction(make_sessions(engine)) as session:
        kept = read_settings(session)
        if (kept.sample_seed, kept.sample_households) == (seed, households):
            return
        _refuse_real(session)
        now = datetime.now(settings.zone)
        step = _stopwatch()
        step("making the county")
        county = generate(seed, households, now)
        load_sample(session, county, seed=seed, zone=settings.zone, progress=step)
        step("published figures")
        publish(session, now.date(), settings.zone, now)
        step("accounts and maps")
        make_accounts(session, now.date(), settings.state_dir / "demo-accounts.json")
        village = busiest_holder(session, now.date()).village
        add_newcomers(session, county, village, seed=seed, day=now.date())
        truth = json.dumps(county.truth, ensure_ascii=False, default=str)
        write_private(settings.state_dir / "sample-truth.json", truth)
        for kind in DRAWINGS:
            write_map(session, kind, settings.state_dir / "maps" / f"{kind}.html", MapWish(), now)
        step("")


def _stopwatch() -> Callable[[str], None]:
    last: list[tuple[str, float]] = []

    def step(name: str) -> None:
        if last:
            said, since = last.pop()
            click.echo(f"  {said}: {time.monotonic() - since:.1f} s", err=True)
        if name:
            last.append((name, time.monotonic()))

    return step


def _tell_accounts(settings: Settings, engine: Engine) -> None:
    file = settings.state_dir / "demo-accounts.json"
    if not file.exists():
        with transaction(make_sessions(engine)) as session:
            make_accounts(session, datetime.now(settings.zone).date(), file)
    accounts = json.loads(file.read_text("utf-8"))
    click.echo("示例旗 · made-up county. Accounts (kept in .wangge/demo-accounts.json):")
    for role, account in accounts.items():
        click.echo(f"  {role:<10} {account['username']:<10} {account['password']}")
