"""Files of reports on the small county, and a worker that does what the pages leave to it."""

from datetime import UTC
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from api.jobs import TASKS, Moment
from api.services.bulk_run import TASK
from data.session import make_sessions, transaction
from data.tables import BulkFile, BulkProblem, Issue


@pytest.fixture(scope="session")
def mutations():
    """The module that spoils rows."""
    place = Path(__file__).with_name("mutations.py")
    spec = spec_from_file_location("mutations", place)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def county(county):
    """Engine on the small county without issues, files, or jobs of files."""
    with county.begin() as connection:
        for table in ("bulk_problem", "bulk_file", "column_mapping"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(
            text("DELETE FROM jobs.procrastinate_jobs WHERE task_name = :task"), {"task": TASK}
        )
    return county


@pytest.fixture
def issue_count(county):
    """Count the issues."""

    def count():
        with Session(county) as session:
            return session.scalar(select(func.count()).select_from(Issue))

    return count


@pytest.fixture
def bulk_file(county):
    """Read a file by its id, or the only one."""

    def read(file_id=None):
        with Session(county) as session:
            query = select(BulkFile)
            if file_id is not None:
                query = query.where(BulkFile.id == file_id)
            return session.scalars(query).one()

    return read


@pytest.fixture
def problems(county):
    """Line, column and code of all refused rows."""

    def read():
        with Session(county) as session:
            query = select(BulkProblem).order_by(BulkProblem.line)
            return [(one.line, one.column, one.code) for one in session.scalars(query)]

    return read


@pytest.fixture
def work_off(county, api_settings, now):
    """Run the jobs of files that wait, one after the other; answers how many ran."""

    def run(most=100):
        ran = 0
        while ran < most and (job := _next_job(county)):
            with transaction(make_sessions(county)) as session:
                TASKS[TASK].run(session, Moment(api_settings, now.astimezone(UTC)), file_id=job)
            ran += 1
        return ran

    return run


def _next_job(engine):
    take = text(
        "DELETE FROM jobs.procrastinate_jobs WHERE id = (SELECT min(id) FROM"
        " jobs.procrastinate_jobs WHERE task_name = :task AND status = 'todo')"
        " RETURNING args->>'file_id'"
    )
    with engine.begin() as connection:
        return connection.scalar(take, {"task": TASK})


@pytest.fixture
def bring(page_client):
    """Bring a file as a role; answers the client, the id, and the page that is shown then."""

    def send(name, content, role="county", datum="wgs84"):
        browser = page_client(role)
        files = {"file": (name, content)}
        done = browser.send_form("/desk/bulk", {"datum": datum}, page="/desk/bulk", files=files)
        assert done.status_code == 303, done.text
        path = done.headers["location"]
        return browser, UUID(path.rpartition("/")[2]), browser.get(path).text

    return send
