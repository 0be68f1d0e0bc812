"""The words of the sign-in page and of the account page."""

from math import ceil

from api.errors import ApiError, NoRoleToday, NotSignedIn, TooManyTries, WeakPassword
from api.texts import Texts


def refusal_text(refused: ApiError, texts: Texts) -> str:
    """Say why somebody was not let in; never which of name and password was wrong."""
    if isinstance(refused, TooManyTries):
        seconds = ceil(refused.retry_after.total_seconds()) if refused.retry_after else 1
        return _wait_text(seconds, texts)
    if isinstance(refused, NoRoleToday):
        return texts.translate(
            "Your account has no role today. Ask the administrator of your county."
        )
    return texts.translate("User name or password is wrong. Check capital letters and try again.")


def password_refusal_text(refused: ApiError, texts: Texts) -> str:
    """Say why a new password was not taken."""
    if isinstance(refused, WeakPassword):
        return texts.translate(str(refused))
    if isinstance(refused, NotSignedIn):
        return texts.translate("The present password is wrong.")
    return refusal_text(refused, texts)


def _wait_text(seconds: int, texts: Texts) -> str:
    if seconds < 60:  # noqa: PLR2004 - a minute
        message = texts.ngettext(
            "Too many tries. Try again in %(num)s second.",
            "Too many tries. Try again in %(num)s seconds.",
            seconds,
        )
        return message % {"num": seconds}
    minutes = ceil(seconds / 60)
    message = texts.ngettext(
        "Too many tries. Try again in %(num)s minute.",
        "Too many tries. Try again in %(num)s minutes.",
        minutes,
    )
    return message % {"num": minutes}
