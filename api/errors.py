"""The one way from an error to an answer: problem details (RFC 9457)."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from math import ceil
from typing import Any, Self

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.pages.refusal import refuse_page, wants_page
from api.security_headers import security_headers
from api.statuses import STATUS_CODES, field_of, status_of
from api.texts import Texts
from data.errors import DatabaseAway, StaleWrite, TwinRunning

Answer = Callable[[Request, Any], JSONResponse]


class ApiError(Exception):
    """A request that cannot be taken, before any rule is asked."""

    status = 400
    title = "bad request"
    field: str | None = None
    retry_after: timedelta | None = None

    def __init__(self, detail: str, *, field: str | None = None) -> None:
        super().__init__(detail)
        self.field = field or self.field


class MalformedBody(ApiError):
    """The body is not the JSON it should be."""

    status = 422
    title = "malformed body"
    field = "body"


class BodyTooLarge(ApiError):
    """The body is larger than this service takes."""

    status = 413
    title = "body too large"
    field = "body"


class UnfitFile(ApiError):
    """A file cannot be attached; its words are a message id, filled in with `given`."""

    status = 422
    title = "unfit file"
    field = "file"

    def __init__(self, message: str, **given: str | int) -> None:
        super().__init__(message % given if given else message)
        self.message, self.given = message, given

    def said(self, texts: Texts) -> str:
        """The same in the language of a reader."""
        words = texts.translate(self.message)
        return words % self.given if self.given else words


class FileTooBig(UnfitFile):
    """A file has more bytes than are taken."""

    status = 413
    title = "file too big"


class ManyFiles(UnfitFile):
    """Too many files are being read at this moment."""

    status = 429
    title = "many files"
    retry_after = timedelta(seconds=5)


class NotSignedIn(ApiError):
    """Nobody, or nobody known, asks."""

    status = 401
    title = "sign in first"


class NoRoleToday(ApiError):
    """The account is known, but may not act as what was asked for."""

    status = 403
    title = "no role today"


class MustChangePassword(ApiError):
    """The password was set by somebody else and is to be replaced first."""

    status = 403
    title = "password to be changed"


class WeakPassword(ApiError):
    """The new password is too easy to guess."""

    status = 422
    title = "weak password"
    field = "password"


class TooManyTries(ApiError):
    """Too many passwords or requests in too short a time."""

    status = 429
    title = "too many tries"

    @classmethod
    def for_(cls, wait: timedelta) -> Self:
        """Refuse for a time; the words are the same whoever asks."""
        error = cls("too many tries; wait as long as the answer says and try again")
        error.retry_after = wait
        return error


class ForeignForm(ApiError):
    """A form was sent from another site."""

    status = 403
    title = "form from another site"


def problem(
    status: int, title: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """One problem answer."""
    body = {
        "type": f"urn:wangge:problem:{title.replace(' ', '-')}",
        "title": title,
        "status": status,
        "detail": detail,
        **more,
    }
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def refusal(error: ApiError) -> JSONResponse:
    """Problem answer to a request that cannot be taken."""
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, NotSignedIn) else {}
    if error.retry_after is not None:
        headers["Retry-After"] = retry_after(error.retry_after)
    about = _about(error.field, error)
    return problem(error.status, error.title, str(error), headers=headers, **about)


def retry_after(wait: timedelta) -> str:
    """Value of the header: whole seconds, never too few."""
    return str(max(ceil(wait.total_seconds()), 1))


def add_error_handlers(app: FastAPI) -> None:
    """Answer each of our errors with its status, and malformed input with its field."""

    def rule(_: Request, error: Exception) -> JSONResponse:
        retry = {"Retry-After": "2"} if isinstance(error, (DatabaseAway, TwinRunning)) else None
        title = _words(type(error).__name__)
        more = _about(field_of(error), error) | _since(error)
        return problem(status_of(error), title, str(error), headers=retry, **more)

    def request(_: Request, error: Any) -> JSONResponse:
        return refusal(error)

    answers: dict[type[Exception], Answer] = {
        **dict.fromkeys(STATUS_CODES, rule),
        ApiError: request,
        RequestValidationError: _malformed,
        HTTPException: _plain,
        Exception: _unexpected,
    }
    for kind, answer in answers.items():
        app.add_exception_handler(kind, _for_people_too(answer))


def _for_people_too(answer: Answer) -> Callable[[Request, Exception], Response]:
    """Show a page instead of JSON where a person's browser asked for one."""

    def handle(request: Request, error: Exception) -> Response:
        response = answer(request, error)
        if not wants_page(request):
            return response
        page = refuse_page(request, response.status_code, leads_to=_leads_to(error))
        page.headers.update(_kept(response) | security_headers(request.app.state.settings))
        return page

    return handle


def _leads_to(error: Exception) -> str | None:
    """Page where somebody can put right what a request was refused for."""
    return "/account/password" if isinstance(error, MustChangePassword) else None


def _kept(response: JSONResponse) -> dict[str, str]:
    """What a page says too when it stands for a problem."""
    wait = response.headers.get("Retry-After")
    return {"Retry-After": wait} if wait else {}


def _about(field: str | None, error: Exception) -> dict[str, Any]:
    return {"errors": [{"field": field, "detail": str(error)}]} if field else {}


def _since(error: Exception) -> dict[str, Any]:
    changes = error.changes if isinstance(error, StaleWrite) else ()
    return {"changes": list(changes)} if changes else {}


def _malformed(_: Request, error: Any) -> JSONResponse:
    fields = [
        {"field": ".".join(str(part) for part in one["loc"][1:]) or "body", "detail": one["msg"]}
        for one in error.errors()
    ]
    detail = "; ".join(f"{one['field']}: {one['detail']}" for one in fields)
    return problem(422, "malformed input", detail, errors=fields)


def _plain(_: Request, error: Any) -> JSONResponse:
    phrase = HTTPStatus(error.status_code).phrase.lower()
    headers = dict(error.headers) if error.headers else None
    return problem(error.status_code, phrase, str(error.detail), headers=headers)


def _unexpected(asked: Request, _: Exception) -> JSONResponse:
    detail = "something went wrong here, nothing was changed; try again, then tell the desk"
    # Starlette answers this one outside our middleware, so the headers come from here.
    headers = security_headers(asked.app.state.settings) | {"Cache-Control": "no-store"}
    return problem(500, "internal error", detail, headers=headers)


def _words(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
