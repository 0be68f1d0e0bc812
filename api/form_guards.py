"""What refuses a form of another site: one place, at the router of the pages.

A new form cannot forget it, because no route names it.
"""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import Depends, Header, Request

from api.errors import ForeignForm
from api.form_tokens import is_form_token
from api.settings import Settings

FIELD: Final = "csrf"
HEADER: Final = "X-CSRF-Token"
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


async def check_form(request: Request) -> AsyncIterator[None]:
    """Refuse a form that did not come from one of our pages.

    Raises
    ------
    ForeignForm
        If its token is missing or another browser's.
    """
    if request.method in _READING:
        yield
        return
    sent: object = request.headers.get(HEADER)
    form = None if sent else await request.form()
    try:
        _check_token(request, form.get(FIELD) if form else sent)
        yield
    finally:
        if form is not None:
            await form.close()  # files of a route that reads no form would stay open


def check_same_site(
    request: Request, origin: Annotated[str | None, Header(include_in_schema=False)] = None
) -> None:
    """Refuse a form whose browser says that another site sent it.

    Raises
    ------
    ForeignForm
        If the browser names another origin, or says the request crossed sites.
    """
    if request.method in _READING:
        return
    crossed = request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    ours = f"{request.url.scheme}://{request.headers.get('host')}"
    if crossed or (origin is not None and origin != ours):
        msg = "this form did not come from here; open the page again and repeat"
        raise ForeignForm(msg)


def _check_token(request: Request, sent: object) -> None:
    settings: Settings = request.app.state.settings
    if not isinstance(sent, str) or not is_form_token(sent, request, settings):
        msg = "this form is out of date, or cookies are off; open the page again and repeat"
        raise ForeignForm(msg)


FORM_GUARDS: Final = (Depends(check_same_site), Depends(check_form))
"""What stands at the router of the pages."""
