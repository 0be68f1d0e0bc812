"""A list of reports is brought as a file, in a real browser, by keyboard and on a phone."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from api.jobs import TASKS, Moment
from api.services.bulk_run import TASK
from api.settings import Settings
from data.session import make_sessions, transaction
from tests.browser.axe import assert_accessible

pytestmark = pytest.mark.browser

HEADER = "工单编号,反映内容,受理时间,问题类别\n"
ROWS = (
    "K1,村口的路坏了,2026-03-01,道路\nK2,,2026-03-02,道路\n"
    "K3,井水发黄,昨天,饮水\nK4,路灯不亮,2026-03-03,城建\n"
)
FILE = {"name": "三月台账.csv", "mimeType": "text/csv", "buffer": (HEADER + ROWS).encode("gbk")}
SERVED_AT = datetime(2026, 3, 18, 9, 40, tzinfo=ZoneInfo("Asia/Shanghai"))
"""Moment at which the county is served."""
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1440, "height": 900}
NEXT = text(
    "DELETE FROM jobs.procrastinate_jobs WHERE task_name = :task RETURNING args->>'file_id'"
)


@pytest.fixture
def work(county_engine, tmp_path_factory):
    """Do what waits for the worker."""
    folder = tmp_path_factory.getbasetemp() / "county0"

    def run():
        sessions, settings = make_sessions(county_engine), Settings(project_dir=folder)
        while True:
            with county_engine.begin() as connection:
                jobs = connection.scalars(NEXT, {"task": TASK}).all()
            for job in jobs:
                with transaction(sessions) as session:
                    TASKS[TASK].run(session, Moment(settings, SERVED_AT), file_id=job)
            if not jobs:
                return

    return run


def looks_right(page):
    """At both widths nothing is cut off, and nobody is kept from using it."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert_accessible(page)


def test_a_list_is_tried_corrected_imported_and_followed(
    county, cookies, page, watch, follow, work
):
    address, _ = county
    page.context.add_cookies(cookies("county"))
    page.goto(f"{address}/desk/bulk")
    looks_right(page)

    page.set_input_files("#b-file", {**FILE, "name": "a.pdf", "buffer": b"%PDF"})
    follow(page, ".bulk-f .btn-p")
    assert page.locator("#b-file[aria-invalid=true]").count() == 1
    looks_right(page)

    page.set_input_files("#b-file", FILE)
    page.focus(".bulk-f .btn-p")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".bulk-n dd").all_inner_texts() == ["4", "1", "0", "3"]
    assert page.locator(".bulk-l li").count() == 3
    looks_right(page)

    page.set_viewport_size(PHONE)
    page.select_option("#m-0", "public-services")
    follow(page, "details .bulk-b .btn")
    assert page.locator(".bulk-n dd").all_inner_texts() == ["4", "2", "0", "2"]

    follow(page, "[data-live] .btn-p")
    assert page.locator("[data-running] progress").count() == 1
    looks_right(page)

    work()
    page.wait_for_selector("[data-live]:not([data-running])")
    assert page.locator(".bulk-n dd").all_inner_texts() == ["4", "2", "0", "2"]
    looks_right(page)
    with page.expect_download() as downloaded:
        page.click("a[download]")
    assert downloaded.value.suggested_filename.endswith(".csv")
    page.goto(f"{address}/desk/bulk")
    assert "三月台账.csv" in page.locator(".bulk-row").first.inner_text()
    complaints = [one for one in watch.trouble if "422" not in one]
    assert complaints == []
