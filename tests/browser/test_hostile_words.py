"""What somebody types is shown as it was typed, everywhere, and runs nowhere."""

import json
import urllib.request
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.browser

HOSTILE = [
    "${alert(1)}",
    "`${alert(2)}` and `back-ticks`",
    "<img src=x onerror=alert(3)>",
    "</script><script>alert(4)</script>",
    "{{ 7*7 }} {% raw %} {# note #}",
    "\"quotes\" 'single' &amp; \\u0061 \\n",
    "<svg/onload=alert(5)>\u202e right to left",
]


@pytest.fixture(scope="module")
def token(county):
    address, accounts = county
    form = urlencode(accounts["county"]).encode()
    with urllib.request.urlopen(f"{address}/api/v1/auth/token", form) as answer:
        return json.load(answer)["access_token"]


def call(address, token, body=None):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    content = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(urllib.request.Request(address, content, headers)) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def filed(county, token):
    """Each hostile text filed at a house of its own; number by text."""
    api = f"{county[0]}/api/v1"
    homes = call(f"{api}/households?limit=100", token)["items"]
    report = {"category": "roads", "channel": "hotline"}
    return {
        text: call(f"{api}/issues", token, {**report, "text": text, "household": home["number"]})
        for text, home in zip(HOSTILE, homes[::7], strict=False)
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_the_api_gives_back_what_was_sent(county, token, filed, text):
    number = filed[text]["number"]

    issue = call(f"{county[0]}/api/v1/issues/{number}", token)

    assert issue["text"] == text


@pytest.mark.parametrize("text", HOSTILE)
def test_list_issue_tooltip_and_popup_show_what_was_sent(county, cookies, filed, page, watch, text):
    number = filed[text]["number"]
    page.context.add_cookies(cookies("county"))
    page.goto(f"{county[0]}/desk?category=roads")
    row = page.locator(f".row[data-number='{number}']")
    drawn = page.frame_locator("#map")
    drawn.locator("html[data-drawn]").wait_for()

    row.click()
    page.wait_for_selector(f"#issue [data-number='{number}']")
    card = drawn.locator(".m-card").first
    card.wait_for()
    marker = drawn.locator(".m-pin").and_(drawn.get_by_label(text)).first
    tooltip = marker.evaluate(
        """marker => {
            marker.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
            return document.querySelector(".m-tip-t").textContent;
        }"""
    )

    assert row.locator(".ttl").text_content().strip() == text.strip()
    assert page.locator("#issue .words").text_content() == text
    assert text in card.text_content()
    assert text in tooltip
    assert watch.trouble == []
