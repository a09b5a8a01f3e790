"""The first page: what has happened since yesterday."""

from datetime import timedelta

from services.registration.actions.registrations.register import register
from services.registration.actions.registrations.withdraw import withdraw
from tests.support.caller import a_caller
from tests.support.pages import staff as support
from tests.support.pages.staff_cohort import a_round, spaced
from tests.support.registration import NOW, an_applicant


def lines(page):
    part = next(part for part in page.root.all("section") if part.get("aria-labelledby") == "hant")
    return [spaced(line) for line in part.all("li")]


async def test_answers_mails_and_returns_stand_with_their_cohort(staff, clock):
    it = await a_round(staff.organiser)

    page = await staff.get("/admin/ruc")

    said = [line.split(" ", 1)[1] for line in lines(page)]
    assert "Anna Ek, Nora tackade ja till Att leda, Omgång 2026" in said
    assert "Cia Gran, Laxå tackade nej till Att leda, Omgång 2026" in said
    assert "En inbjudan gick inte fram till Att leda, Omgång 2026" in said
    assert "5 inbjudningar gick ut till Att leda, Omgång 2026" in said
    assert it.path in page.hrefs()
    english = lines(await staff.get("/admin/ruc?lang=en"))
    assert any("Anna Ek, Nora said yes to" in line for line in english)

    clock.now = NOW + timedelta(days=1)
    async with support.browser(staff) as again:
        await support.sign_in(again, "coordinator@ruc.example")
        assert all(line.startswith("i går ") for line in lines(await again.get("/admin/ruc")))

    clock.now = NOW + timedelta(days=2)
    async with support.browser(staff) as again:
        await support.sign_in(again, "coordinator@ruc.example")
        assert "Inget har hänt sedan i går" in (await again.get("/admin/ruc")).text


async def test_there_are_at_most_twelve_lines_the_newest_first(staff, clock):
    cohort_id = await staff.organiser.cohort()
    await staff.organiser.session(cohort_id)
    for number in range(14):
        await register(
            staff.organiser.batcher,
            a_caller(staff.organiser.organiser_id, now=NOW, kind="visitor"),
            cohort_id,
            an_applicant(f"p{number}@nora.example", name=f"Person {number:02}"),
            session_ids=None,
            answers={},
        )
    registration_id = await staff.registration_of("Person 13")
    clock.now = NOW + timedelta(minutes=5)
    caller = a_caller(staff.organiser.organiser_id, now=clock.now, kind="participant")
    await withdraw(staff.organiser.pool, caller, registration_id, session_ids=None)

    found = lines(await staff.get("/admin/ruc"))

    assert len(found) == 12
    assert "Person 13" in found[0]
    assert "lämnade sin plats i" in found[0]


async def test_a_protected_person_is_masked_and_a_viewer_sees_none(site, staff, clock):
    assert clock
    it = await a_round(staff.organiser)
    await staff.organiser.pool.execute(
        "update person set protected_identity = true where id = $1", it.people["Anna Ek"]
    )

    page = await staff.get("/admin/ruc")

    assert "Anna Ek" not in page.raw
    assert any("Skyddad identitet tackade ja till" in line for line in lines(page))
    async with support.signed_in(site, "viewer") as viewer:
        assert not any("Skyddad" in line for line in lines(await viewer.get("/admin/ruc")))
