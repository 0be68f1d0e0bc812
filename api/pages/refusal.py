"""The answer to a page request that is refused, or that broke."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from api.pages.county import County, read_county
from api.pages.frame import Frame
from api.pages.preferences import address_of, read_texts, read_theme
from api.pages.problem import problem_view
from api.pages.render import render
from data.session import transaction

_FOR_PROGRAMS: Final = ("/api/", "/static/", "/tiles/", "/ogc", "/open311/", "/healthz", "/readyz")


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks, so that a problem is shown and not sent as JSON."""
    accepts = "text/html" in request.headers.get("accept", "")
    return accepts and not request.url.path.startswith(_FOR_PROGRAMS)


def refuse_page(request: Request, status: int) -> Response:
    """Show what happened and what to do; a stranger is led to the sign-in and back."""
    if status == HTTPStatus.UNAUTHORIZED and request.method == "GET":
        return RedirectResponse(f"/?{urlencode({'next': address_of(request)})}", 303)
    texts = read_texts(request)
    county = _county(request)
    frame = Frame(
        language=texts.language,
        theme=read_theme(request),
        county=county.name,
        made_up=county.made_up,
        account=None,
        path="/",
    )
    return HTMLResponse(render("error.html", frame, problem=problem_view(status, texts)), status)


def _county(request: Request) -> County:
    try:
        with transaction(request.app.state.sessions) as session:
            return read_county(session)
    except SQLAlchemyError:
        # The page must also say so when it is the database that is not there.
        return County("", made_up=False)
