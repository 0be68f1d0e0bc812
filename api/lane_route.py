"""The route by which programs file reports: it waits in a lane, in no thread."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Header, Request, Response
from fastapi.exceptions import RequestValidationError

from api.lanes import Lanes
from api.request_log import note_account
from api.requests import StrictRoute
from api.schemas.issue import IssueIn
from api.services.filing_together import Posted
from api.texts import negotiate, texts_in
from api.visitors import visitor_of

KeyDep = Annotated[UUID | None, Header()]


class LaneRoute(StrictRoute):
    """A route that tells what is wrong with a body only to who may file, as every other does."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Let those who may not file be refused before a body that is none."""
        handle = super().get_route_handler()

        async def signed_in_first(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                token = request.headers.get("authorization", "").partition(" ")[2] or None
                return await file_with_others(request, error, token, None)

        return signed_in_first


async def file_with_others(
    request: Request, wire: IssueIn | Exception, token: str | None, header_key: UUID | None
) -> Response:
    """Answer of a report that is filed together with those that wait as well."""
    state = request.app.state
    now = state.clock().astimezone(state.settings.zone)
    texts = texts_in(negotiate(None, None, request.headers.get("accept-language")))
    posted = Posted(wire, token, header_key, now, texts, visitor_of(request))
    lanes: Lanes = state.lanes
    outcome = await lanes.lane().ask(posted)
    if outcome.account_id is not None:
        note_account(request, outcome.account_id)
    if isinstance(outcome.answer, Exception):
        raise outcome.answer
    body = orjson.dumps(outcome.answer, option=orjson.OPT_SORT_KEYS)
    return Response(body, HTTPStatus.CREATED, media_type="application/json")
