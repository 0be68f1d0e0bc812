"""The folder of attachments, and what of it is thrown away when."""

import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from api.file_store import FolderStore
from api.jobs import Moment, sweep_attachments
from api.services.attachments import store_of
from data.errors import NotFound
from data.session import make_sessions, transaction
from data.tables import Attachment, IssueEvent


@pytest.fixture
def store(tmp_path):
    return FolderStore(tmp_path / "files")


def age(settings, digest, moment):
    """Let a content have been put long ago."""
    name = digest.hex()
    place = settings.files_dir / name[:2] / name[2:4] / name
    os.utime(place, (moment.timestamp(), moment.timestamp()))


@pytest.fixture
def sweep(county, api_settings, now):
    """Run the sweeper some days from now."""

    def run(days=2, **settings):
        moment = Moment(api_settings.model_copy(update=settings), now + timedelta(days=days))
        with transaction(make_sessions(county)) as session:
            sweep_attachments(session, moment)

    return run


def test_the_same_content_is_kept_once_and_readable_by_its_owner_alone(store):
    digests = {store.put(b"photo"), store.put(b"photo")}

    (kept,) = [place for place in store.root.rglob("*") if place.is_file()]
    assert digests == {sha256(b"photo").digest()}
    assert kept.relative_to(store.root).parts == (kept.name[:2], kept.name[2:4], kept.name)
    assert (kept.stat().st_mode & 0o777, store.root.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [digest for digest, _ in store.list_all()] == list(digests)


def test_a_content_comes_back_as_it_was_put_or_not_at_all(store):
    digest = store.put(b"photo")
    assert store.get(digest) == b"photo"

    next(store.root.glob("??/??/*")).write_bytes(b"another")
    with pytest.raises(NotFound):
        store.get(digest)
    store.delete(digest)
    store.delete(digest)
    with pytest.raises(NotFound):
        store.get(digest)


def test_what_was_half_written_is_swept_once_it_is_old(store):
    store.put(b"photo")
    part = next(store.root.glob("??/??")) / ".1.part"
    part.write_bytes(b"ph")

    store.sweep_parts(datetime.now(UTC) - timedelta(hours=1))
    assert part.exists()
    store.sweep_parts(datetime.now(UTC) + timedelta(hours=1))
    assert not part.exists()
    assert len(list(store.list_all())) == 1


def test_bytes_without_a_row_and_files_without_a_report_go_once_no_form_lives_so_long(
    api_settings, now, county, send_file, with_files, make_photo, sweep
):
    store = store_of(api_settings)
    bound = send_file(make_photo(size=(40, 30)))
    with_files(bound)
    unbound = send_file(make_photo(size=(41, 30))).json()["sha256"]
    orphan = store.put(b"a crash came between the bytes and the row").hex()
    kept = bound.json()["sha256"]
    for each in (kept, unbound, orphan):
        age(api_settings, bytes.fromhex(each), now)

    sweep(days=7.5)
    early = {digest.hex() for digest, _ in store.list_all()}
    sweep(days=8.5)
    late = {digest.hex() for digest, _ in store.list_all()}

    assert {kept, unbound, orphan} <= early
    assert late & {kept, unbound, orphan} == {kept}
    with county.connect() as connection:
        query = text("SELECT count(*) FROM attachment WHERE issue_id IS NULL")
        assert connection.scalar(query) == 0


@pytest.fixture
def close(county, now):
    """Close an issue now."""

    def end(issue):
        query = "UPDATE issue SET closed_at = :at, version = version + 1 WHERE number = :number"
        with county.begin() as connection:
            connection.execute(text(query), {"at": now, "number": issue["number"]})

    return end


def test_files_of_a_closed_issue_go_in_time_and_their_rows_and_history_stay(
    api_settings, now, close, client, send_file, with_files, sweep, rows_of
):
    store = store_of(api_settings)
    first, second = send_file(), send_file()
    closed, still_open = with_files(first), with_files(second)
    digest = bytes.fromhex(first.json()["sha256"])
    close(closed)

    sweep(days=29, attachment_days=30)
    assert rows_of(closed["number"], Attachment)[0].erased_at is None
    sweep(days=31, attachment_days=30)

    assert rows_of(closed["number"], Attachment)[0].erased_at == now + timedelta(days=31)
    assert rows_of(closed["number"], IssueEvent)[-1].verb == "files-erased"
    assert client("county").get(f"/api/v1/attachments/{first.json()['id']}").status_code == 404
    assert store.get(digest), "another issue has the same photo"
    close(still_open)
    sweep(days=31, attachment_days=30)
    with pytest.raises(NotFound):
        store.get(digest)


def test_files_are_kept_for_ever_unless_a_setting_says_otherwise(
    close, send_file, with_files, sweep, rows_of
):
    issue = with_files(send_file())
    close(issue)

    sweep(days=10_000)

    assert rows_of(issue["number"], Attachment)[0].erased_at is None
