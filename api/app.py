"""The web application."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.errors import add_error_handlers
from api.form_turns import FormTurns
from api.lanes import Lanes
from api.rates import WRITE_LIMIT
from api.request_log import add_request_log
from api.requests import BodyLimit
from api.routes import (
    alerts,
    attachments,
    audit,
    auth,
    boundary_changes,
    boundary_rehearsals,
    callers,
    categories,
    coverage,
    health,
    hotline,
    issues,
    links,
    offices,
    open311,
    pages,
    people,
    placement,
    posts,
    previews,
    proposals,
    publishing,
    registers,
    release,
    report,
    similar,
    sittings,
    survey,
    track,
    units,
)
from api.security_headers import SecurityHeaders
from api.services.filing_together import file_apart, file_together
from api.settings import Settings
from api.turns import Turns
from data.session import make_sessions

_ROOT = Path(__file__).parents[1]


def create_app(
    settings: Settings,
    engine: Engine,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> FastAPI:
    """Application on a database; `clock` answers the present moment."""
    app = FastAPI(
        title="Wangge",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.engine = engine
    app.state.sessions = make_sessions(engine)
    app.state.clock = clock
    app.state.turns = Turns()
    app.state.photo_turns = Turns(at_once=4)
    app.state.form_turns = FormTurns()
    filing = (app.state.sessions, settings)
    app.state.lanes = Lanes(partial(file_together, *filing), partial(file_apart, *filing))
    add_error_handlers(app)
    app.add_middleware(BodyLimit, limit_bytes=settings.body_limit_bytes)
    app.add_middleware(SecurityHeaders, settings=settings)
    add_request_log(app)
    if settings.proxies:
        # Outermost: all that follows sees the address and scheme the proxy was asked with.
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.proxies)
    app.include_router(_api())
    app.include_router(open311.router)
    app.include_router(health.router)
    app.include_router(pages.router)
    for door in (report, track):
        app.include_router(door.router, include_in_schema=False)
    _mount_assets(app, settings)
    return app


def _api() -> APIRouter:
    api = APIRouter(prefix="/api/v1")
    api.include_router(auth.router)
    api.include_router(issues.intake)
    keeping = (registers, offices, units, posts, people, coverage)
    bounds = (boundary_changes, boundary_rehearsals)
    finding = (callers, previews, similar, links, attachments, sittings)
    outside = (hotline, publishing)
    urgent = (alerts, categories)
    for part in (
        issues,
        *outside,
        *urgent,
        *finding,
        release,
        placement,
        *keeping,
        survey,
        proposals,
        *bounds,
        audit,
    ):
        api.include_router(part.router, dependencies=[WRITE_LIMIT])
    return api


def _mount_assets(app: FastAPI, settings: Settings) -> None:
    published = settings.state_dir / "map-assets"
    published.mkdir(parents=True, exist_ok=True)
    folders = {
        "/static/pages": _ROOT / "api" / "pages" / "static",
        "/static/map": published,
        "/static": _ROOT / "maps" / "static",
    }
    for address, folder in folders.items():
        app.mount(address, StaticFiles(directory=folder))
