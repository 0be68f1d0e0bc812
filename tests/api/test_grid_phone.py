"""The agent's page asks for the number again after ninety days."""

import pytest
from lxml import html
from sqlalchemy import text


@pytest.fixture
def number(county):
    """The agent's number and when it was confirmed; put back afterwards."""
    mine = "id = (SELECT agent_id FROM account WHERE username = 'agent')"

    def read():
        query = f"SELECT phone, phone_confirmed_on::text FROM agent WHERE {mine}"
        with county.connect() as connection:
            return tuple(connection.execute(text(query)).one())

    phone, day = read()
    yield read
    change = f"UPDATE agent SET phone = :phone, phone_confirmed_on = :day WHERE {mine}"
    with county.begin() as connection:
        connection.execute(text(change), {"phone": phone, "day": day})


def banner(client):
    page = html.document_fromstring(client.get("/grid").text)
    return page.xpath("//form[@action='/grid/phone']")


def test_one_button_says_that_the_number_is_right_and_the_banner_goes(page_client, number):
    agent = page_client("agent")
    before, (phone, _) = banner(agent), number()
    answer = agent.send_form("/grid/phone", {"right": "yes"}, page="/grid")

    assert phone in before[0].text_content()
    assert answer.status_code == 303
    assert number() == (phone, "2026-03-20")
    assert banner(agent) == []


def test_another_number_is_kept(page_client, number):
    agent = page_client("agent")
    answer = agent.send_form("/grid/phone", {"phone": " 138 0000 1111 "}, page="/grid")

    assert answer.status_code == 303
    assert number() == ("138 0000 1111", "2026-03-20")


@pytest.mark.parametrize("typed", ["", "call me", "<script>1234</script>"])
def test_what_is_no_number_is_refused_beside_the_field_and_kept_there(page_client, number, typed):
    agent, before = page_client("agent"), number()
    answer = agent.send_form("/grid/phone", {"phone": typed}, page="/grid")
    (field,) = html.document_fromstring(answer.text).xpath("//input[@name='phone']")

    assert (answer.status_code, number()) == (422, before)
    assert (field.get("value") or "") == typed
    assert field.get("aria-invalid") == "true"
