"""Whether the program lives, and whether it can serve."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api.database import check_schema
from api.errors import problem

router = APIRouter(tags=["health"])


@router.get("/healthz")
def is_alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", response_model=None)
def is_ready(request: Request) -> dict[str, Any] | JSONResponse:
    """The database answers and has the schema this program needs."""
    try:
        check_schema(request.app.state.engine)
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is "not ready"
        return problem(503, "not ready", f"the database cannot be used: {type(error).__name__}")
    return {"status": "ready"}
