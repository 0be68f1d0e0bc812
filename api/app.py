"""The web application."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine

from api.errors import add_error_handlers
from api.requests import BodyLimit
from api.routes import auth, health, issues, pages, registers
from api.security_headers import add_security_headers
from api.settings import Settings
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
    add_error_handlers(app)
    app.add_middleware(BodyLimit, limit_bytes=settings.body_limit_bytes)
    app.middleware("http")(add_security_headers)
    app.include_router(_api())
    app.include_router(health.router)
    app.include_router(pages.router)
    _mount_assets(app, settings)
    return app


def _api() -> APIRouter:
    api = APIRouter(prefix="/api/v1")
    for part in (auth, issues, registers):
        api.include_router(part.router)
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
