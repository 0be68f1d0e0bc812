"""What axe-core finds on a page; see `assert_accessible`."""

from pathlib import Path

from deploy.assets import TESTING

WRONG = ("serious", "critical")
"""Findings that keep somebody from using a page."""
RUN = """() => axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations
    .map(one => ({id: one.id, impact: one.impact, help: one.help,
                  nodes: one.nodes.map(node => node.target.join(" ") + ": " + node.html)})))"""


def script() -> Path:
    """File of axe-core as set-up fetches it for the tests."""
    return next(TESTING.folder.glob("axe-core@*")) / "axe.min.js"


def findings(page):
    """Serious and critical findings on the page as it stands now, one text each."""
    # Not as a script element: the policy of the pages would refuse it, rightly.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(script().read_text("utf-8"))
    return [
        f"{one['impact']} {one['id']}: {one['help']}\n  " + "\n  ".join(one["nodes"][:5])
        for one in page.evaluate(RUN)
        if one["impact"] in WRONG
    ]


def assert_accessible(page):
    """No serious and no critical finding."""
    found = findings(page)

    assert not found, "\n".join(found)
