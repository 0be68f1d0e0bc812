"""The settings of the database, and the way to the registers."""

import pytest

SOUND = {"min_size": "9", "max_size": "16", "phone_confirm_days": "60"}


@pytest.fixture
def admin(browser):
    return browser("admin")


@pytest.mark.parametrize("role", ["secretary", "township", "county", "admin"])
def test_who_keeps_registers_finds_the_parts_that_are_his(browser, role):
    page = browser(role).page("/admin")

    parts = page.xpath("//nav[@class='adm-nav']/a/@href")
    assert parts[:3] == ["/admin", "/admin/boundaries", "/admin/grids"]
    assert ("/admin/offices" in parts) == (role != "secretary")
    assert ("/admin/imports" in parts) == (role in {"county", "admin"})
    assert ("/admin/settings" in parts) == (role == "admin")
    assert ("/survey" in parts) == (role != "admin")
    assert page.xpath("//nav[@class='adm-nav']/a[@aria-current]/@href") == ["/admin"]


@pytest.mark.parametrize("role", ["agent", "planner", "handler", "leader", "auditor"])
def test_nobody_else_opens_them(browser, role):
    assert browser(role).get("/admin").status_code == 403
    assert browser(role).get("/admin/people").status_code == 403


def test_the_start_page_of_the_registers_counts_what_waits(county, township, small):
    whole, part = county.page("/admin"), township.page("/admin")

    assert "2 Grids without a holder" in whole.said("adm-todo")
    assert "2 Grids without a holder" in part.said("adm-todo")
    assert "Changes of boundaries wait for approval: none" in whole.said("adm-fine")
    assert whole.links("/admin/people/vacant") != []


def test_a_secretary_is_told_of_boundaries_only(browser):
    said = browser("secretary").page("/admin").text

    assert "Grids without a holder" not in said
    assert "Phone numbers" not in said


def test_an_administrator_changes_settings_and_each_change_is_on_record(admin, ask):
    before = admin.page("/admin/settings")

    answer = admin.send("/admin/settings", "/admin/settings", **SOUND)
    after = admin.page("/admin/settings?done=kept")
    back = {"min_size": "10", "max_size": "15", "phone_confirm_days": "90"}
    admin.send("/admin/settings", "/admin/settings", boundary_approval="yes", **back)

    assert (before.holds("min_size"), before.holds("max_size")) == (["10"], ["15"])
    assert before.xpath("//input[@name='boundary_approval']/@checked")
    assert answer.status_code == 303
    assert (after.holds("min_size"), after.holds("phone_confirm_days")) == (["9"], ["60"])
    assert not after.xpath("//input[@name='boundary_approval']/@checked")
    assert "Kept." in after.said("note")
    recorded = ask(
        "SELECT object_id, details FROM audit_entry WHERE object_kind = 'setting' ORDER BY id"
    )
    assert ("boundary_approval", {"before": True, "after": False}) in recorded
    assert ("min_size", {"before": 10, "after": 9}) in recorded


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({**SOUND, "min_size": "0"}, "min_size"),
        ({**SOUND, "max_size": "many"}, "max_size"),
        ({**SOUND, "min_size": "16", "max_size": "9"}, "max_size"),
        ({**SOUND, "phone_confirm_days": "100000"}, "phone_confirm_days"),
        ({**SOUND, "phone_confirm_days": "٣"}, "phone_confirm_days"),
    ],
    ids=["zero", "no-number", "least-above-most", "too-many-days", "other-digits"],
)
def test_a_setting_out_of_range_is_refused_beside_its_field(admin, typed, field):
    page = admin.send("/admin/settings", "/admin/settings", **typed)

    assert page.status == 422
    assert page.beside(field)
    assert page.holds(field) == [typed[field]]


def test_a_setting_somebody_else_changed_meanwhile_is_not_overwritten(admin, ask):
    stale = admin.page("/admin/settings").xpath("//input[@name='seen']/@value")[0]
    token = admin.page("/admin/settings").xpath("//input[@name='csrf']/@value")[0]
    now = {"min_size": "10", "max_size": "15", "boundary_approval": "yes", "csrf": token}
    first = admin.client.post(
        "/admin/settings", data={**now, "seen": stale, "phone_confirm_days": "91"}
    )

    second = admin.client.post(
        "/admin/settings", data={**now, "seen": stale, "phone_confirm_days": "30"}
    )
    usual = {"min_size": "10", "max_size": "15", "phone_confirm_days": "90"}
    admin.send("/admin/settings", "/admin/settings", boundary_approval="yes", **usual)

    assert (first.status_code, second.status_code) == (303, 412)
    assert "Somebody changed this in the meantime" in second.text


def test_a_county_desk_opens_no_settings(county):
    assert county.get("/admin/settings").status_code == 403
