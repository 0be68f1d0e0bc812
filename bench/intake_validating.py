"""``python -m bench.intake_validating``: the door of reports with nothing behind it.

The same application reads, checks and answers; no report reaches a database.
"""

from collections.abc import Sequence

from api.app import create_app
from api.lanes import Lanes
from api.server import serve_app
from api.services.filing_together import Outcome, Posted
from api.settings import Settings
from data.session import make_engine

_NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/none"


def main() -> None:
    """Serve until the end of the measurement."""
    settings = Settings(port=0)
    app = create_app(settings, make_engine(_NOWHERE))
    app.state.lanes = Lanes(_unfiled, lambda posted: _unfiled([posted])[0])
    serve_app(settings, app)


def _unfiled(posted: Sequence[Posted]) -> list[Outcome]:
    return [Outcome(one.wire if isinstance(one.wire, Exception) else {}) for one in posted]


if __name__ == "__main__":
    main()
