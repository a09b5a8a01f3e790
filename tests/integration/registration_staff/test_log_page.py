"""The audit log is read and searched, by admins only, with names in place of ids."""

from datetime import timedelta

import pytest

from services.registration.actions.directory import api_tokens, change_organisation, change_person
from services.registration.domain.api_token import NewApiToken
from services.registration.domain.directory.organisation import NewOrganisation, OrganisationChanges
from services.registration.domain.directory.person import NewPerson
from tests.support.caller import a_caller
from tests.support.pages import staff as support
from tests.support.registration import an_organiser

pytestmark = pytest.mark.usefixtures("clock")
HERE = "/admin/ruc/logg"


async def acting(site, clock, email="admin@ruc.example"):
    """What a member of staff does, as the pages would."""
    row = await site.organiser.pool.fetchrow("select id, role from staff where email = $1", email)
    caller = a_caller(site.organiser.organiser_id, now=clock.now, kind="staff", role=row["role"])
    return caller.__class__(
        actor=caller.actor.__class__(kind="staff", id=row["id"], role=row["role"]),
        now=clock.now,
        organiser_id=site.organiser.organiser_id,
    )


@pytest.fixture
async def organisation(admin, site, clock):  # noqa: ARG001 - whose deed it is
    caller = await acting(site, clock)
    new = NewOrganisation(name="Nora kommun", type="municipality", municipality_code="1884")
    found = await change_organisation.create(site.organiser.pool, caller, new)
    changes = OrganisationChanges(name="Nora stad")
    await change_organisation.change(site.organiser.pool, caller, found, changes, version=None)
    return found


@pytest.mark.usefixtures("organisation")
async def test_a_change_is_told_with_who_what_and_the_values_before_and_after(admin):
    page = await admin.get(HERE)

    assert "admin@ruc.example ändrade organisationen: Nora stad" in page.text
    assert "Namn: Nora kommun → Nora stad" in page.text
    [entry] = [one for one in page.root.all("li") if "ändrade organisationen" in one.text]
    one = await admin.get(entry.all("a")[0]["href"])
    assert one.h1 == "admin@ruc.example ändrade organisationen"
    assert [cell.text for cell in one.root.one("tbody").all("td")] == ["Nora kommun", "Nora stad"]
    about = await admin.get(one.href("Allt som har gjorts med detta"))
    assert "Bara det som gäller Nora stad." in about.text
    assert "loggade in" not in about.root.one("ol").text


@pytest.mark.usefixtures("organisation")
async def test_the_log_is_narrowed_by_who_kind_and_period(admin, site, clock):
    _, secret = await api_tokens.create(
        site.organiser.pool, await acting(site, clock), NewApiToken(name="Katalogen", role="viewer")
    )
    token = await site.organiser.pool.fetchval("select id from api_token")
    async with support.browser(site) as other:
        await other.client.get("/api/v1/programmes", headers={"authorization": f"Bearer {secret}"})
    day = clock.now.date()

    def said(page):
        return [one.text for one in page.root.one("main").all("b")]

    assert set(said(await admin.get(f"{HERE}?vad=organisation"))) == {"admin@ruc.example"}
    assert said(await admin.get(f"{HERE}?vem={token}")) == []
    assert "Katalogen" in (await admin.get(f"{HERE}?vad=token")).text
    assert said(await admin.get(f"{HERE}?vem=command")) == []
    assert said(await admin.get(f"{HERE}?till={day - timedelta(days=1)}")) == []
    assert said(await admin.get(f"{HERE}?fran={day}&till={day}"))
    page = await admin.get(f"{HERE}?vem={token}&vad=session&fran={day}")
    assert "Inget i loggen stämmer" in page.text
    assert (page.value("fran")) == str(day)


@pytest.mark.parametrize(
    "query", ["fran=igår", "till=2021-13-01", "fran=9999-12-31", "vem=x", "vad=x", "fore=x", "subject=x"]
)
async def test_a_search_that_makes_no_sense_shows_what_it_can(admin, query):
    page = await admin.get(f"{HERE}?{query}")

    name = query.partition("=")[0]
    wrong = [field["id"] for field in page.root.all("input", **{"aria-invalid": "true"})]
    assert wrong == ([name] if name in {"fran", "till"} else [])
    assert "loggade in" in page.text


async def test_the_log_is_paged_by_key_and_keeps_the_filters(admin, site, clock):
    caller = await acting(site, clock)
    for number in range(45):
        new = NewOrganisation(name=f"Skola {number}", type="school")
        await change_organisation.create(site.organiser.pool, caller, new)

    first = await admin.get(f"{HERE}?vad=organisation")
    assert "Skola 44" in first.text
    second = await admin.get(first.href("Visa äldre"))

    path = await site.organiser.pool.fetchval(
        "select '/admin/ruc/organisationer/' || id from organisation where name = 'Skola 0'"
    )
    assert second.href("Skola 0") == path
    assert "Skola 0" in second.root.one("ol").text
    assert "Skola 44" not in second.root.one("ol").text
    assert len(second.root.one("ol").all("li")) == 5


async def test_people_with_a_protected_identity_are_masked_in_the_log(admin, site, clock):
    caller = await acting(site, clock)
    new = NewPerson(name="Karin Holm", email="karin@nora.example", protected_identity=True)
    person_id = await change_person.create(site.organiser.pool, caller, new)

    page = await admin.get(HERE)
    entries = await site.organiser.pool.fetchval("select id from audit where subject_id = $1", person_id)
    one = await admin.get(f"{HERE}/{entries}")

    for shown in (page, one):
        assert "Skyddade uppgifter" in shown.text
        assert "Karin Holm" not in shown.raw
        assert "karin@nora.example" not in shown.raw


async def test_what_is_gone_is_said_to_be_removed(admin, site, clock, organisation):
    await change_organisation.delete(site.organiser.pool, await acting(site, clock), organisation)

    assert "tog bort organisationen: organisationen (borttagen)" in (await admin.get(HERE)).text


async def test_another_organisers_log_is_not_seen(admin, site, clock):
    other = await an_organiser(site.organiser.pool, "lund")
    caller = a_caller(other.organiser_id, now=clock.now, kind="command")
    theirs = await change_organisation.create(
        other.pool, caller, NewOrganisation(name="Lunds skola", type="school")
    )
    entry = await other.pool.fetchval("select id from audit where subject_id = $1", theirs)

    assert "Lunds skola" not in (await admin.get(f"{HERE}?subject={theirs}")).raw
    await admin.get(f"{HERE}/{entry}", expect=404)


async def test_the_log_says_who_has_ended_and_speaks_english(admin, site, clock):
    await support.let_in(site.organiser.pool, site.organiser, "bo@ruc.example", "admin")
    bo = await acting(site, clock, "bo@ruc.example")
    await change_organisation.create(site.organiser.pool, bo, NewOrganisation(name="Skolan", type="school"))
    await admin.post(f"/admin/ruc/medarbetare/{bo.actor.id}/slut")

    page = await admin.get(f"{HERE}?vem={bo.actor.id}&lang=en")

    assert "bo@ruc.example added the organisation: Skolan" in page.text
