"""Photos and papers on the card of an issue at the desk."""

import io
from uuid import uuid4

import pytest
from lxml import html
from PIL import Image

from data.tables import Attachment

PAGE = {"accept": "text/html"}


def card(page, number):
    answer = page.get(f"/desk/issues/{number}", headers={"accept": "text/html"})
    return html.document_fromstring(answer.text)


@pytest.fixture
def add(page_client, make_photo):
    """Send the form of the card with a file."""

    def send(number, content=None, *, role="county", key=None):
        sent = {"file": ("院墙.jpg", make_photo() if content is None else content)}
        form = {"key": key or str(uuid4())}
        path = f"/desk/issues/{number}/files"
        return page_client(role).send_form(path, form, files=sent, headers={"accept": "text/html"})

    return send


def test_a_photo_added_at_the_desk_stands_on_the_card(page_client, file_issue, add):
    number = file_issue()["number"]
    key = str(uuid4())

    answers = [add(number, key=key) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].headers["location"] == f"/desk/issues/{number}#files"
    page = page_client("county")
    (shown,) = card(page, number).xpath("//ul[@class='files']//img")
    small = page.get(shown.get("src"))
    assert (small.headers["content-type"], small.headers.get("content-disposition")) == (
        "image/jpeg",
        None,
    )
    assert max(Image.open(io.BytesIO(small.content)).size) == 320
    (link,) = card(page, number).xpath("//ul[@class='files']//a/@href")
    assert page.get(link).headers["content-disposition"].startswith("attachment")


def test_a_file_that_is_not_taken_says_what_to_do_on_the_card(file_issue, add, rows_of):
    number = file_issue()["number"]

    answer = add(number, b"<svg/>")

    (said,) = html.document_fromstring(answer.text).xpath("//*[@id='file-problem']")
    assert answer.status_code == 422
    assert said.text_content().strip()
    assert rows_of(number, Attachment) == []


def test_a_form_without_a_file_says_so(page_client, file_issue):
    number = file_issue()["number"]

    answer = page_client("county").send_form(
        f"/desk/issues/{number}/files", {"key": str(uuid4())}, headers={"accept": "text/html"}
    )

    assert answer.status_code == 422
    assert "file-problem" in answer.text


def test_the_card_of_who_is_not_shown_the_house_has_no_files(
    page_client, send_file, with_files, add
):
    kept = send_file()
    number = with_files(kept)["number"]

    page = card(page_client("township"), number)
    refused = add(number, role="township")

    assert not page.xpath("//*[@id='files']")
    assert kept.json()["id"] not in html.tostring(page, encoding="unicode")
    assert refused.status_code == 403


def test_who_finds_the_place_sees_the_photos_for_that_purpose(page_client, send_file, with_files):
    number = with_files(send_file())["number"]
    page = page_client("township")

    answer = page.get(f"/desk/issues/{number}?place=1", headers={"accept": "text/html"})
    (shown,) = html.document_fromstring(answer.text).xpath("//ul[@class='files']//img/@src")

    assert page.get(shown).status_code == 200


def test_a_file_of_no_issue_is_shown_to_nobody_and_one_of_his_grid_to_its_agent(
    page_client, send_file, with_files
):
    kept = send_file().json()["id"]
    early = [page_client(role).get(f"/files/{kept}").status_code for role in ("agent", "county")]
    bound = send_file()
    with_files(bound)

    late = [
        page_client(role).get(f"/files/{bound.json()['id']}").status_code
        for role in ("agent", "county", "township", "planner")
    ]

    assert (early, late) == ([404, 404], [200, 200, 404, 403])


def test_the_page_of_an_agent_offers_the_files_of_his_grid(page_client, send_file, with_files):
    kept = send_file().json()["id"]
    with_files(send_file(), place=None, household="LONE0")
    issue = with_files(send_file())
    assert issue["agent"]["name"] == "田秀英"

    page = html.document_fromstring(page_client("agent").get("/grid", headers=PAGE).text)

    links = page.xpath("//a[contains(@class, 'g-file')]/@href")
    assert len(links) == 1
    assert kept not in links[0]
    assert page_client("agent").get(links[0]).status_code == 200
