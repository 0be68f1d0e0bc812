"""A hundred complaints about cadres, agents and villages under innocent categories."""

from functools import cache
from itertools import cycle
from pathlib import Path

import pytest

from dispatch.urgency import urgency_of
from dispatch.vocabulary import Category

CORPUS = Path(__file__).parents[1] / "dispatch" / "corpora" / "accusations_train.txt"
INNOCENT = [one for one in Category if one is not Category.CADRE_CONDUCT]
PAGES = {
    "agent": ["/grid"],
    "township": ["/desk", "/desk/map", "/desk?show=unassigned", "/desk?show=all"],
    "planner": [
        "/planning",
        "/planning?layer=cells",
        "/planning/map/villages",
        "/planning/map/cells",
    ],
}
LISTS = ["/issues", "/issues?f=geojson", "/issues?bbox=-180,-90,180,90", "/grids", "/agents"]


@pytest.fixture
def accusations():
    lines = CORPUS.read_text("utf-8").splitlines()
    texts = [line for line in lines if line and not line.startswith("#")]
    texts = [one for one in texts if not urgency_of(one).urgent]  # those tell the desks at once
    return texts[:: max(len(texts) // 100, 1)][:100]


def seen_by(client, page_client):
    """Everything each role below the county desk is shown, as text."""
    api = {role: [client(role).get(f"/api/v1{path}").text for path in LISTS] for role in PAGES}
    pages = {role: [page_client(role).get(p).text for p in paths] for role, paths in PAGES.items()}
    return {role: api[role] + pages[role] for role in PAGES}


def test_what_a_hundred_accusations_leave_below_the_county_desk(
    client, page_client, file_issue, accusations
):
    browsers = cache(page_client)  # one session each: its forms carry one token
    file_issue(text="路面塌了一块，车过不去")
    before = seen_by(client, browsers)

    answers = [
        file_issue(text=text, category=category.value)
        for text, category in zip(accusations, cycle(INNOCENT), strict=False)
    ]

    missed = [
        text
        for text, answer in zip(accusations, answers, strict=True)
        if answer["grid"] or answer["agent"] or answer["placement"]
    ]
    assert len(accusations) == 100
    assert missed == []
    assert seen_by(client, browsers) == before
    assert client("county").get("/api/v1/issues").json()["total"] == 101
