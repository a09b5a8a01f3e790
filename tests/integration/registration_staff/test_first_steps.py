"""Where a coordinator begins, and what the pages lead to next."""

import pytest

from services.registration.actions.cohorts import publish_cohort
from services.registration.actions.invitations.invite import invite
from tests.support.caller import a_caller
from tests.support.pages import staff as support
from tests.support.pages.staff_cohort import fields_of, press
from tests.support.registration import NOW, an_organiser

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
async def lund(site):
    """An organiser who has arranged nothing yet."""
    other = await an_organiser(site.organiser.pool, "lund")
    await other.pool.execute("delete from programme where organiser_id = $1", other.organiser_id)
    return other


def primary(page) -> str:
    return page.root.one("a", **{"class": "button button--primary"}).text


async def test_an_empty_today_leads_to_a_list_an_audience_and_a_programme(site, lund):
    await support.let_in(lund.pool, lund, "anna@lund.example")
    await support.sign_in(site, "anna@lund.example")

    page = await site.get("/admin/lund")

    assert "Inget är upplagt än" in page.text
    assert page.href("Läs in en lista") == "/admin/lund/personer/las-in"
    assert page.href("Gör en målgrupp") == "/admin/lund/malgrupper/ny"
    assert page.href("Lägg till en satsning") == "/admin/lund/program/nytt"
    assert "Search" in (await site.get("/admin/lund?lang=en")).text
    assert "Nothing is set up yet" in (await site.get("/admin/lund?lang=en")).text
    assert not (await site.get("/admin/lund/omgangar")).root.all("nav", **{"class": "filter"})


async def test_a_viewer_and_whoever_has_a_programme_see_no_first_steps(site, lund, staff):
    await support.let_in(lund.pool, lund, "vera@lund.example", "viewer")
    await support.sign_in(site, "vera@lund.example")

    assert "Inget behöver dig i dag." in (await site.get("/admin/lund")).text
    assert "Inget är upplagt än" not in (await staff.get("/admin/ruc")).text


async def test_a_draft_leads_to_its_first_session_then_to_whom_it_invites_then_to_opening(staff):
    audience_id = await staff.organiser.audience(name="Rektorer", roles=("rektor",))
    cohort_id = await staff.organiser.cohort(is_open=False)
    own = f"/admin/ruc/omgangar/{cohort_id}"

    assert primary(await staff.get(own)) == "Lägg till en träff"
    made = await press(staff, f"{own}/ny-traff", title="Uppstart", day="2026-02-03")
    assert (await staff.get(made)).href("Lägg till en träff till") == f"{own}/ny-traff"
    assert "Lägg till en träff till" not in (await staff.get(made.partition("?")[0])).text

    assert primary(await staff.get(own)) == "Välj vilka som bjuds in"
    rules = await press(staff, f"{own}/ny-inbjudan", audience_id=str(audience_id))
    assert primary(await staff.get(rules)) == "Öppna anmälan"
    assert primary(await staff.get(own)) == "Öppna anmälan"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", ("Ingen är med än", "Se vilka som bjuds in", "Bjud in fler", "Alla grupper är inbjudna.", "ställdes in")),
        ("en", ("Nobody yet", "See who is invited", "Invite more", "All groups are invited.", "was cancelled")),
    ],
)  # fmt: skip
async def test_the_people_of_a_cohort_say_whether_nobody_some_or_all_are_invited(staff, language, said):
    organiser, [none, chosen, some, everybody, cancelled] = staff.organiser, said
    nora = await organiser.organisation("Nora")
    audiences = []
    for role in ("rektor", "skolchef"):
        await organiser.person(f"Anna {role}", nora, role)
        audiences.append(await organiser.audience(name=role, roles=(role,)))
    cohort_id = await organiser.cohort(is_open=False)
    await organiser.session(cohort_id)

    async def people():
        page = await staff.get(f"/admin/ruc/omgangar/{cohort_id}?lang={language}")
        return page.root.one("section", **{"aria-labelledby": "personer"}).text

    shown = await people()
    assert shown.startswith(none)
    assert not any(text in shown for text in (chosen, some, everybody))
    rules = [await organiser.rule(cohort_id, audience) for audience in audiences]
    assert chosen in await people()
    caller = a_caller(organiser.organiser_id, now=NOW)
    await publish_cohort.publish(organiser.pool, caller, cohort_id)
    for rule, text in zip(rules, (some, everybody), strict=True):
        await invite(organiser.pool, caller, cohort_id, invitation_rule_ids=[rule])
        assert text in await people()
    await organiser.pool.execute("delete from invitation")
    await organiser.pool.execute("update cohort set status = 'cancelled'")
    shown = await people()
    assert cancelled in shown
    assert everybody not in shown


async def test_a_draft_that_is_open_to_all_needs_nobody_to_invite(staff):
    await staff.organiser.pool.execute("update programme set registration = 'open'")
    cohort_id = await staff.organiser.cohort(is_open=False)
    await staff.organiser.session(cohort_id)

    assert primary(await staff.get(f"/admin/ruc/omgangar/{cohort_id}")) == "Öppna anmälan"


async def test_without_an_audience_the_page_of_whom_to_invite_leads_to_one(staff):
    cohort_id = await staff.organiser.cohort(is_open=False)

    page = await staff.get(f"/admin/ruc/omgangar/{cohort_id}/inbjudningar")

    assert page.href("Lägg till en målgrupp") == "/admin/ruc/malgrupper/ny"


async def test_a_rule_is_built_from_the_roles_that_people_have(staff):
    nora = await staff.organiser.organisation("Nora")
    await staff.organiser.person("Anna Ek", nora, "rektor")

    assert "Bland era personer finns: rektor." in (await staff.get("/admin/ruc/malgrupper/ny")).text


async def test_what_few_cohorts_need_is_folded_until_it_is_wrong(staff):
    cohort_id = await staff.organiser.cohort()
    path = f"/admin/ruc/omgangar/{cohort_id}/andra"
    page = await staff.get(path)
    folded = page.root.one("details")

    assert "Fler regler om platser" in folded.text
    assert folded.all("input", id="offer_hours")
    assert folded.get("open") is None
    wrong = await staff.refused(path, fields_of(page) | {"offer_hours": "x"})
    assert wrong.root.one("details").get("open") is not None
