"""One Chromium for the session; pages that record what they should not do."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread
from types import ModuleType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import uvicorn
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from api.app import create_app
from api.services.demo_accounts import make_accounts
from api.services.sample_county import load_sample
from api.settings import Settings
from data.sample.county import generate
from data.session import make_engine, make_sessions, transaction

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STRICT_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
)
SHANGHAI = ZoneInfo("Asia/Shanghai")
SERVED_AT = datetime(2026, 3, 18, 9, 40, tzinfo=SHANGHAI)
_LOCAL = ("", "127.0.0.1", "localhost")


@dataclass
class Watch:
    """What a page did that it should not.

    Attributes
    ----------
    foreign
        Addresses asked of any other host.
    dialogs
        Texts of alerts and other dialogs.
    complaints
        Console errors and warnings (violations of the policy too), and uncaught errors.
    """

    requests: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def trouble(self) -> list[str]:
        return [*self.foreign, *self.dialogs, *self.complaints]

    def follow(self, page: Page) -> None:
        page.on("request", lambda request: self._asked(request.url))
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._said(message.type, message.text))

    def _asked(self, address: str) -> None:
        self.requests.append(address)
        if urlsplit(address).hostname not in (*_LOCAL, None):
            self.foreign.append(address)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def follow() -> Callable[[Page, str], None]:
    """Click what leads to another page, and wait until that page is read to its end.

    A click alone waits only until the answer begins: text read right after it may be half there.
    """

    def go(page: Page, control: str) -> None:
        with page.expect_navigation():
            page.locator(control).first.click()

    return go


@pytest.fixture
def watch() -> Watch:
    """What the page of this test did; the fixture `page` fills it."""
    return Watch()


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    watch.follow(opened)
    yield opened
    context.close()


class _StrictHandler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", STRICT_POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address that serves it under the strict policy."""
    handler = partial(_StrictHandler, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield tmp_path, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The made-up place of the map tests."""
    path = Path(__file__).parents[1] / "maps" / "made_up.py"
    spec = spec_from_file_location("made_up", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def county_engine(new_database):
    """Engine on the database of the served county, as its owner."""
    engine = make_engine(new_database("browser"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def county(county_engine, tmp_path_factory):
    """Address of a served made-up county, and its accounts by role."""
    folder, engine = tmp_path_factory.mktemp("county"), county_engine
    with transaction(make_sessions(engine)) as session:
        sample = generate(1, 240, SERVED_AT)
        load_sample(session, sample, seed=1, zone=SHANGHAI, progress=lambda _: None)
        accounts = make_accounts(session, SERVED_AT.date(), folder / "accounts.json")
    settings = Settings(project_dir=folder, secret_key="k" * 32)
    app = create_app(settings, engine, clock=lambda: SERVED_AT)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{bound.getsockname()[1]}", accounts
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def cookies(county, browser):
    """Session cookies of a role; each signs in once, through the form."""
    address, accounts = county
    kept = {}

    def of(role):
        if role not in kept:
            context = browser.new_context()
            page = context.new_page()
            page.goto(address)
            page.fill("#username", accounts[role]["username"])
            page.fill("#password", accounts[role]["password"])
            page.click("button.btn-p")
            page.wait_for_selector("details.menu")
            kept[role] = context.cookies()
            context.close()
        return kept[role]

    return of


@pytest.fixture
def visit(browser, county, cookies, watch):
    """Open pages of the county in English as a role, wide or as on a phone."""
    contexts = []

    def make(role, *, width=1440, **more):
        phone = {"has_touch": True, "is_mobile": True} if width < 768 else {}
        size = {"width": width, "height": 800 if phone else 900}
        context = browser.new_context(viewport=size, locale="zh-CN", **phone, **more)
        contexts.append(context)
        context.add_cookies(cookies(role))
        context.add_cookies([{"name": "wangge_language", "value": "en", "url": county[0]}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        watch.follow(page)
        return page

    yield make
    for context in contexts:
        context.close()
