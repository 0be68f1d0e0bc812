"""Open311 GeoReport v2: requests of residents through programs that nobody here wrote."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from api.deps import NowDep, SessionDep, SettingsDep, TextsDep, VisitorDep
from api.edits import KeyDep
from api.errors import ApiError, retry_after
from api.open311_xml import write_xml
from api.rates import PUBLIC_READ_LIMIT, WRITE_LIMIT
from api.request_log import note_account
from api.schemas.open311 import (
    BadRequest,
    Fields,
    KeyRefused,
    Posted,
    UnknownThing,
    read_filter,
    read_page,
    read_service,
)
from api.services.callers import caller_with_key
from api.services.occasion import Occasion
from api.services.open311 import (
    definition_of,
    discovery_of,
    file_request,
    requests_of,
    services_of,
)
from api.services.sign_in import count_wrong_key
from api.statuses import STATUS_CODES, status_of
from data.errors import TwinRunning
from data.public_issues import PublicFilter, list_public, number_tracked

_XML: Final = "xml"
_FORMATS: Final = frozenset({_XML, "json"})
_MOST_FIELDS: Final = 200
_FROM_ANYWHERE: Final = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Pages of others may ask: no cookie counts here, only a key that they send themselves."""
_KEPT: Final = frozenset({403, 404, 429})
_OURS: Final = 500
_REFUSED: Final[tuple[type[Exception], ...]] = (
    *STATUS_CODES,
    ApiError,
    RequestValidationError,
    HTTPException,
)


class GeoReportRoute(APIRoute):
    """A route whose refusals are a list of errors in the format that was asked for."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Catch what our own handlers would answer as problem details."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except _REFUSED as error:
                return _refusal(request, error)

        return answer


router = APIRouter(
    prefix="/open311/v2",
    tags=["open311"],
    route_class=GeoReportRoute,
    dependencies=[WRITE_LIMIT, PUBLIC_READ_LIMIT],
)


def read_format(fmt: str) -> str:
    """Format of an answer: xml, or json."""
    if fmt not in _FORMATS:
        msg = "answers are xml or json; end the address with one of them"
        raise UnknownThing(msg)
    return fmt


FormatDep = Annotated[str, Depends(read_format)]


async def read_fields(request: Request) -> Fields:
    """Fields of a form, urlencoded as the standard has it or in parts; in UTF-8, or refused."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return _parts(await request.form(max_files=0, max_fields=_MOST_FIELDS))
    try:
        pairs = parse_qsl(
            (await request.body()).decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        msg = "the form cannot be read; send it urlencoded in UTF-8"
        raise BadRequest(msg) from error
    return _gathered(pairs)


FieldsDep = Annotated[Fields, Depends(read_fields)]


def read_occasion(
    request: Request,
    fields: FieldsDep,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
    texts: TextsDep,
    settings: SettingsDep,
) -> Occasion:
    """Who posts, by the key in the form or in the address."""
    key = [*fields.get("api_key", ()), request.query_params.get("api_key", "")][0].strip()
    caller = caller_with_key(session, key, now) if key else None
    if caller is None:
        session.rollback()  # what follows takes a transaction of its own; nobody may hold two
        if key:
            count_wrong_key(request.app.state.sessions, visitor, now)
        msg = "the api_key is missing or wrong; ask the county's administrator for one"
        raise KeyRefused(msg)
    note_account(request, caller.actor.account_id)
    return Occasion(caller.actor, now, texts, settings)


OccasionDep = Annotated[Occasion, Depends(read_occasion)]


@router.get("/discovery.{fmt}")
def discovery(fmt: FormatDep, request: Request, texts: TextsDep) -> Response:
    """Where the service is."""
    return _answer(fmt, "discovery", discovery_of(f"{request.base_url}open311/v2", texts))


@router.get("/services.{fmt}")
def services(fmt: FormatDep, texts: TextsDep) -> Response:
    """What may be filed."""
    return _answer(fmt, "services", services_of(texts))


@router.get("/services/{service_code}.{fmt}")
def service(service_code: str, fmt: FormatDep, texts: TextsDep) -> Response:
    """What else may be said with one kind of request."""
    return _answer(fmt, "service_definition", definition_of(read_service(service_code), texts))


@router.post("/requests.{fmt}", status_code=201)
def post_request(
    fmt: FormatDep,
    fields: FieldsDep,
    occasion: OccasionDep,
    session: SessionDep,
    request: Request,
    key: KeyDep = None,
) -> Response:
    """Take a request in, once."""
    posted = Posted.of(fields)
    told = file_request(session, posted, key, occasion, str(request.base_url))
    return _answer(fmt, "service_requests", told, status=201)


@router.get("/requests.{fmt}")
def requests(
    fmt: FormatDep,
    request: Request,
    session: SessionDep,
    now: NowDep,
    texts: TextsDep,
    settings: SettingsDep,
) -> Response:
    """What the county desk made public, the newest first."""
    query = request.query_params
    limit, offset = read_page(query)
    wanted = read_filter(query, now, settings.zone)
    found = list_public(session, wanted, now.date(), limit=limit, offset=offset)
    return _answer(fmt, "service_requests", requests_of(found, texts, settings.zone))


@router.get("/requests/{service_request_id}.{fmt}")
def one_request(
    service_request_id: str,
    fmt: FormatDep,
    session: SessionDep,
    now: NowDep,
    texts: TextsDep,
    settings: SettingsDep,
) -> Response:
    """One public request."""
    wanted = PublicFilter(numbers=(service_request_id.replace("\0", ""),))
    found = list_public(session, wanted, now.date(), limit=1)
    if not found:
        msg = "there is no such request, or it is not public"
        raise UnknownThing(msg)
    return _answer(fmt, "service_requests", requests_of(found, texts, settings.zone))


@router.get("/tokens/{token}.{fmt}")
def token(token: str, fmt: FormatDep, session: SessionDep) -> Response:
    """Number of the request with a tracking code; we answer numbers at once, so few ask."""
    number = number_tracked(session, token.replace("\0", "").upper())
    if number is None:
        msg = "there is no request with this token"
        raise UnknownThing(msg)
    told = [{"service_request_id": number, "token": token}]
    return _answer(fmt, "service_requests", told)


def _answer(fmt: str, root: str, value: Any, *, status: int = 200) -> Response:
    headers = dict(_FROM_ANYWHERE)
    if fmt == _XML:
        return Response(write_xml(root, value), status, headers, "text/xml; charset=utf-8")
    return Response(orjson.dumps(value), status, headers, "application/json; charset=utf-8")


def _refusal(request: Request, error: Any) -> Response:
    """Statuses of the standard: 403 for the key, 404 for what is not there, 400 for the rest."""
    status, words, headers = _said(error)
    told = [{"code": status, "description": words}]
    fmt = request.path_params.get("fmt")
    answer = _answer(_XML if fmt == _XML else "json", "errors", told, status=status)
    answer.headers.update(headers)
    return answer


def _said(error: Any) -> tuple[int, str, dict[str, str]]:
    if isinstance(error, RequestValidationError):
        return 400, "; ".join(one["msg"] for one in error.errors()), {}
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail), {}
    if isinstance(error, TwinRunning):  # 400 would read as a refusal for good
        return HTTPStatus.SERVICE_UNAVAILABLE, str(error), {"Retry-After": "2"}
    status = error.status if isinstance(error, ApiError) else status_of(error)
    wait = getattr(error, "retry_after", None)
    headers = {"Retry-After": retry_after(wait)} if wait else {}
    return status if status in _KEPT or status >= _OURS else 400, str(error), headers


def _parts(form: FormData) -> Fields:
    return _gathered([(name, one) for name, one in form.multi_items() if isinstance(one, str)])


def _gathered(pairs: list[tuple[str, str]]) -> Fields:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields
