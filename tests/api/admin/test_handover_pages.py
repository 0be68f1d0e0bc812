"""The pages of a handover: what passes is shown first, then done in one step."""

import pytest

HANDOVER = "/admin/handover"


@pytest.fixture
def two(county, person, small):
    """Ids of somebody with a deputy's post and of somebody without any."""

    def make(giver, taker):
        here, there = person(giver, "13900000001"), person(taker, "13900000002")
        county.send(here, f"{here}/posts", duty="deputy", grid_code=small.GRIDS[5])
        return here.rpartition("/")[2], there.rpartition("/")[2]

    return make


def test_what_passes_is_shown_and_nothing_done(county, two, small, ask):
    giver, taker = two("交班一", "接班一")

    page = county.page(f"{HANDOVER}?from={giver}&to={taker}&on=2026-03-20")

    assert "交班一 to 接班一" in page.text
    assert f"Deputy · {small.GRIDS[5]}" in page.text
    assert ask("SELECT count(*) FROM handover WHERE from_agent_id = :id", id=int(giver)) == [(0,)]


def test_a_handover_passes_everything_and_says_so(county, two, small, ask):
    giver, taker = two("交班二", "接班二")
    path = f"{HANDOVER}?from={giver}&to={taker}&on=2026-03-20"

    answer = county.send(path, HANDOVER, note="调动")

    page = county.page(answer.headers["location"])
    assert "The handover is done." in page.said("note")
    assert "交班二 handed over to 接班二: 1 posts, 0 issues" in page.said("note")
    assert "No post on this day." in page.said("state")
    assert f"Deputy · {small.GRIDS[5]}" in county.page(f"/admin/people/{taker}").text
    kept = ask("SELECT note, posts FROM handover WHERE to_agent_id = :id", id=int(taker))
    assert kept == [("调动", 1)]


def test_a_handover_of_a_later_day_is_dated_ahead(county, two, small):
    giver, taker = two("交班三", "接班三")
    path = f"{HANDOVER}?from={giver}&to={taker}&on=2026-04-01"

    answer = county.send(path, HANDOVER)

    assert "done=later" in answer.headers["location"]
    assert small.GRIDS[5] in county.page(f"/admin/people/{giver}").said("adm-post")
    assert small.GRIDS[5] in county.page(f"/admin/people/{taker}?on=2026-04-01").said("adm-post")


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"to": "self"}, "to", "Nobody hands over to himself"),
        ({"on": "2026-03-19"}, "on", "This day is over"),
        ({"on": "2027-12-01"}, "on", "At most a year ahead"),
        ({"on": "soon"}, "on", "Write a day"),
        ({"from": "taker"}, "", "nothing to hand over"),
        ({"to": "999999"}, "", "no such entry"),
        ({"to": "x"}, "to", "Choose one of the list"),
    ],
    ids=["oneself", "past", "far-ahead", "no-day", "nothing", "nobody", "no-number"],
)
def test_a_handover_that_cannot_be_says_why(county, two, change, field, words):
    giver, taker = two("交班四", "接班四")
    asked = {"from": giver, "to": taker, "on": "2026-03-20", **change}
    if asked["to"] == "self":
        asked["to"] = giver
    if asked["from"] == "taker":
        asked |= {"from": taker, "to": giver}

    answer = county.get(f"{HANDOVER}?from={asked['from']}&to={asked['to']}&on={asked['on']}")

    page = county.read(answer)
    assert answer.status_code in {404, 409, 422}
    assert words in (page.beside(field) if field else page.said("note-r"))
    assert page.xpath("//button[contains(@class, 'btn-xl')]") == []


def test_the_form_alone_offers_who_has_posts(county):
    page = county.page(HANDOVER)

    givers = page.xpath("//select[@name='from']/option/text()")
    assert any("田秀英" in one for one in givers)
    assert not any("高玉兰" in one for one in givers)


def test_open_issues_pass_with_their_grid_and_the_desk_says_why(county, person, file_issue, small):
    here, there = person("有事项的人"), person("接事项的人")
    county.send(here, f"{here}/posts", duty="holder", grid_code=small.NO_HOLDER)
    number = file_issue(small.NO_HOLDER)
    giver, taker = (one.rpartition("/")[2] for one in (here, there))
    path = f"{HANDOVER}?from={giver}&to={taker}&on=2026-03-20"

    shown = county.page(path).text
    answer = county.send(path, HANDOVER)
    issue = county.page(f"/desk/issues/{number}").said("next")
    after = county.page(there)
    [end] = after.xpath("//form[contains(@action, '/posts/')]/@action")
    county.send(there, end, last="2026-03-19")

    assert f"{small.NO_HOLDER}: 1" in shown
    assert "1 posts, 1 issues" in county.page(answer.headers["location"]).said("note")
    assert "接事项的人" in issue
