"""A refusal or fault as people read it: what happened and what to do."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from api.labels import N_
from api.texts import Texts


@dataclass(frozen=True, slots=True)
class ProblemView:
    """What happened, what it means, and the one thing to do next."""

    status: int
    icon: str
    title: str
    detail: str
    href: str
    action: str


@dataclass(frozen=True, slots=True)
class _Wording:
    icon: str
    title: str
    detail: str
    href: str
    action: str


_START: Final = N_("To the start page")
_WORDINGS: Final = {
    HTTPStatus.UNAUTHORIZED: _Wording(
        "lock",
        N_("Please sign in"),
        N_("Your session has ended, or you have not signed in yet. Nothing is lost."),
        "/",
        N_("Sign in"),
    ),
    HTTPStatus.FORBIDDEN: _Wording(
        "lock",
        N_("This page is not for your role"),
        N_("Ask the administrator of your county if you need it."),
        "/",
        _START,
    ),
    HTTPStatus.NOT_FOUND: _Wording(
        "search",
        N_("Not found"),
        N_("There is no such page or issue, or it is not in your area."),
        "/",
        _START,
    ),
    HTTPStatus.CONFLICT: _Wording(
        "off",
        N_("That does not go together"),
        N_("The rules of the county do not allow it. Look at the issue again before you retry."),
        "/",
        _START,
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: _Wording(
        "search",
        N_("The address holds something unknown"),
        N_("One of the filters has a value we do not know. Start again from the page itself."),
        "/",
        _START,
    ),
    HTTPStatus.TOO_MANY_REQUESTS: _Wording(
        "lock",
        N_("Too many tries"),
        N_("Wait a few minutes and try again. Nothing is lost."),
        "/",
        _START,
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: _Wording(
        "off",
        N_("The service is not ready"),
        N_("The database is starting or being prepared. Try again in a moment."),
        "/",
        _START,
    ),
}
_FAULT: Final = _Wording(
    "off",
    N_("Something broke on our side"),
    N_("Nothing you entered was changed. Try again; if it stays, tell the administrator."),
    "/",
    _START,
)


def problem_view(status: int, texts: Texts, detail: str = "") -> ProblemView:
    """Word one HTTP status for people.

    Parameters
    ----------
    detail
        A finished sentence that is more exact than ours; "" takes ours.
    """
    known = {int(code): wording for code, wording in _WORDINGS.items()}
    wording = known.get(status, _FAULT)
    return ProblemView(
        status=status,
        icon=wording.icon,
        title=texts.translate(wording.title),
        detail=detail or texts.translate(wording.detail),
        href=wording.href,
        action=texts.translate(wording.action),
    )
