"""The answer to a page request that is refused, or that broke."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from api.form_tokens import form_token, keep_form_cookie
from api.pages.county import County, read_county
from api.pages.frame import Frame
from api.pages.preferences import address_of, read_texts, read_theme
from api.pages.problem import problem_view
from api.pages.render import render
from data.errors import DatabaseAway
from data.scope import enter_scope
from data.session import transaction

_FOR_PROGRAMS: Final = ("/api/", "/static/", "/tiles/", "/ogc", "/open311/", "/healthz", "/readyz")


def wants_page(request: Request) -> bool:
    """Whether a person's browser asks, so that a problem is shown and not sent as JSON."""
    accepts = "text/html" in request.headers.get("accept", "")
    return accepts and not request.url.path.startswith(_FOR_PROGRAMS)


def refuse_page(request: Request, status: int, *, leads_to: str | None = None) -> Response:
    """Show what happened and what to do; a stranger is led to the sign-in and back.

    `leads_to` is the page where the reader can put it right, if there is one.
    """
    if leads_to is not None:
        return RedirectResponse(leads_to, 303)
    if status == HTTPStatus.UNAUTHORIZED and request.method == "GET":
        return RedirectResponse(f"/?{urlencode({'next': address_of(request)})}", 303)
    problem = problem_view(status, read_texts(request))
    answer = HTMLResponse(render("error.html", stranger_frame(request), problem=problem), status)
    keep_form_cookie(request, answer, request.app.state.settings)
    return answer


def stranger_frame(request: Request) -> Frame:
    """Everything around a page that knows no reader; works without a database too."""
    county = _county(request)
    return Frame(
        language=read_texts(request).language,
        theme=read_theme(request),
        county=county.name,
        made_up=county.made_up,
        account=None,
        path="/",
        csrf=form_token(request, request.app.state.settings),
    )


def _county(request: Request) -> County:
    try:
        with transaction(request.app.state.sessions) as session:
            enter_scope(session, None)
            return read_county(session)
    except (SQLAlchemyError, DatabaseAway):
        # The page must also say so when it is the database that is not there.
        return County("", made_up=False)
