"""Signing in, signing out, and what stays with the device."""

import pytest
from lxml import html

PASSWORD = "correct horse battery staple"
HOSTILE = "<script>alert(1)</script>${alert(2)}`"


@pytest.fixture
def visitor(county, stranger):
    """A browser nobody has signed in with."""
    return stranger()


def read(answer):
    assert answer.status_code == 200, answer.text[:300]
    return html.document_fromstring(answer.text)


def sign_in(visitor, username="county", password=PASSWORD, **more):
    return visitor.send_form("/signin", {"username": username, "password": password, **more})


def test_a_stranger_is_asked_to_sign_in(visitor):
    page = read(visitor.get("/?next=/desk?show=late"))

    form = page.xpath("//form[@action='/signin']")[0]
    assert form.fields["next"] == "/desk?show=late"
    assert "示例旗" in page.find_class("brand")[0].text_content()
    assert page.find_class("nav") == []


def test_real_data_are_not_said_to_be_made_up(visitor):
    assert read(visitor.get("/")).find_class("made-up") == []


def test_the_right_password_opens_the_page_that_was_asked_for(visitor):
    answer = sign_in(visitor, next="/desk?show=late")

    assert (answer.status_code, answer.headers["location"]) == (303, "/desk?show=late")
    for cookie in answer.headers.get_list("set-cookie"):
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
    assert read(visitor.get("/desk")).find_class("tile")


def test_a_wrong_password_says_so_and_keeps_the_name(visitor):
    answer = sign_in(visitor, HOSTILE, "no")

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    page = html.document_fromstring(answer.text)
    assert "用户名或密码不对" in page.text_content()
    assert page.get_element_by_id("username").value == HOSTILE


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil", "x"])
def test_signing_in_never_leads_to_another_site(visitor, address):
    assert sign_in(visitor, next=address).headers["location"] == "/"


@pytest.mark.parametrize("path", ["/signin", "/signout", "/preferences"])
@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_form_sent_from_another_site_is_refused(visitor, path, headers):
    data = {"username": "county", "password": PASSWORD, "theme": "dark"}

    answer = visitor.send_form(path, data, headers=headers)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_signing_out_ends_the_session(visitor):
    sign_in(visitor)
    before = read(visitor.get("/")).findtext(".//h1")

    visitor.send_form("/signout")

    assert before.endswith("，您好")
    assert read(visitor.get("/")).findtext(".//h1") == "登录"


def test_language_and_theme_stay_with_the_device(visitor):
    chosen = {"language": "en", "theme": "dark", "next": "/?a=1"}
    answer = visitor.send_form("/preferences", chosen)

    page = read(visitor.get(answer.headers["location"]))
    assert answer.headers["location"] == "/?a=1"
    assert (page.get("lang"), page.get("data-theme")) == ("en", "dark")


def test_the_browser_s_language_counts_where_nothing_was_chosen(visitor):
    english = read(visitor.get("/", headers={"accept-language": "en-GB,en"}))
    other = read(visitor.get("/", headers={"accept-language": "fr"}))

    assert (english.get("lang"), other.get("lang")) == ("en", "zh-CN")


@pytest.mark.parametrize("role", ["agent", "township", "county", "screener", "planner", "admin"])
def test_a_role_opens_what_its_navigation_offers_and_nothing_else(page_client, role):
    client = page_client(role)
    offered = read(client.get("/")).xpath("//nav[@class='nav']/a/@href")

    for path in ("/desk", "/desk/map", "/planning", "/planning/map/cells", "/grid"):
        page = "/" + path.split("/")[1]
        assert client.get(path).status_code == (200 if page in offered else 403)
