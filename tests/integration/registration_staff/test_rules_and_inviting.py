"""Whom a cohort invites: rules made, changed and deleted, the live count, and inviting with the number in the button."""

from datetime import date

import pytest

from services.registration.actions.invitations.count_invitees import count_invitees
from tests.support.caller import a_caller
from tests.support.pages import staff as support
from tests.support.pages.staff_cohort import a_round, fields_of, press, spaced
from tests.support.registration import NOW

pytestmark = pytest.mark.usefixtures("clock")


async def counted(staff, cohort_id, **more):
    caller = a_caller(staff.organiser.organiser_id, now=NOW)
    found = await count_invitees(staff.organiser.pool, caller, cohort_id, **more)
    return [(one.found, one.new) for one in found]


async def test_a_rule_is_made_with_the_live_count_of_whom_it_finds(staff):
    it = await a_round(staff.organiser)
    path = f"{it.path}/ny-inbjudan"
    asked = await staff.get(path)
    posted = fields_of(asked) | {"audience_id": str(it.audience_id), "respond_by": "2026-02-01", "count": "1"}

    page = await staff.refused(path, posted, expect=200)

    assert "Den hittar 5 personer i dag." in page.text
    posted = fields_of(page) | {"which": "some", "session_ids": [str(it.session_ids[1])], "kind": "kallelse"}
    goals = [await staff.post(path, posted) for _ in range(2)]
    assert goals[0].partition("?")[0] == goals[1].partition("?")[0] == f"{it.path}/inbjudningar"
    rows = await staff.organiser.pool.fetch("select * from invitation_rule order by id")
    assert len(rows) == 2
    assert (rows[1]["session_ids"], rows[1]["kind"], rows[1]["respond_by"]) == (
        [it.session_ids[1]],
        "kallelse",
        date(2026, 2, 1),
    )


async def test_all_that_is_wrong_with_a_rule_is_said_at_once(staff):
    it = await a_round(staff.organiser)
    path = f"{it.path}/ny-inbjudan"
    typed = {
        "audience_id": "",
        "which": "some",
        "opens_on": "2026-03-01",
        "respond_by": "2026-02-01",
        "invited_by_id": "Okänd",
    }

    page = await staff.refused(path, fields_of(await staff.get(path)) | typed)

    assert set(page.mistakes()) == {"audience_id", "session_ids", "respond_by", "invited_by_id"}
    assert page.value("respond_by") == "2026-02-01"


async def test_the_list_says_whom_each_rule_finds_today_and_how_many_are_new(staff):
    it = await a_round(staff.organiser)
    nora = await staff.organiser.pool.fetchval("select id from organisation where name = 'Nora'")
    await staff.organiser.person("Fia Ny", nora, "rektor")
    nobody = await staff.organiser.audience(name="Ingen", roles=("finns inte",))
    await staff.organiser.rule(it.cohort_id, nobody)

    page = await staff.get(f"{it.path}/inbjudningar")

    rows = [spaced(row) for row in page.root.one("tbody").all("tr")]
    assert rows[0].startswith(
        "Rektorer Inbjudan, man får tacka nej alla träffar, också senare när du trycker 2026-01-30 6 1"
    )
    assert rows[1].startswith("Ingen Den hittar ingen i dag. Se över målgruppen.")
    assert "Bjud in 1" in page.text
    assert "Ta bort Ingen" in rows[1]
    assert "Ta bort" not in rows[0]


async def test_the_count_is_what_inviting_does(staff):
    it = await a_round(staff.organiser)
    overlapping = await staff.organiser.audience(name="Noras", organisations=())
    await staff.organiser.rule(it.cohort_id, overlapping, session_ids=[it.session_ids[0]])
    await staff.organiser.session(it.cohort_id, title="Lärträff 3")
    nora = await staff.organiser.pool.fetchval("select id from organisation where name = 'Nora'")
    await staff.organiser.person("Fia Ny", nora, "rektor")
    await staff.organiser.person("Gun Annan", nora, "lärare")
    await staff.organiser.person("Hans Redan", nora, "rektor")  # has registered already, so is not asked
    await staff.organiser.register(it.cohort_id, "hans.redan@kommun.example", name="Hans Redan")

    before = await counted(staff, it.cohort_id)
    page = await staff.get(f"{it.path}/bjud-in")
    expected = sum(new for _, new in before)
    [button] = [text for text in page.buttons() if text.startswith("Bjud in")]
    assert button == f"Bjud in {expected} personer"

    async def marks():
        return await staff.organiser.pool.fetchval(
            """select count(*) filter (where status in ('queued', 'sent', 'bounced')) + count(asked_again_at)
                 from invitation where cohort_id = $1""",
            it.cohort_id,
        )

    had = await marks()
    await staff.post(f"{it.path}/bjud-in", fields_of(page) | {"confirm": str(expected)})
    assert await marks() - had == expected
    assert [new for _, new in await counted(staff, it.cohort_id)] == [0, 0]


@pytest.mark.parametrize("kind", ["kallelse", "inbjudan"])
async def test_whoever_is_reached_by_two_rules_is_one_person_in_the_button_and_in_what_is_done(staff, kind):
    cohort_id = await staff.organiser.cohort()
    dates = [await staff.organiser.session(cohort_id, title=f"Träff {number}") for number in (1, 2)]
    nora = await staff.organiser.organisation("Nora")
    for name in ("Fia Ny", "Gun Ny"):
        await staff.organiser.person(name, nora, "rektor")
    audience = await staff.organiser.audience(name="Rektorer")
    for date_id in dates:
        await staff.organiser.rule(cohort_id, audience, kind=kind, session_ids=[date_id])
    path = f"/admin/ruc/omgangar/{cohort_id}/bjud-in"

    page = await staff.get(path)

    assert "Bjud in 2 personer" in page.buttons()
    assert "Den som flera inbjudningar når räknas som en person." in page.text
    assert "counted as one person" in (await staff.get(f"{path}?lang=en")).text
    assert "Bjud in 2" in (await staff.get(f"/admin/ruc/omgangar/{cohort_id}/inbjudningar")).text
    await staff.post(path, fields_of(page) | {"confirm": "2"})
    seats = await staff.organiser.pool.fetchval("select count(*) from seat")
    invitations = await staff.organiser.pool.fetchval("select count(*) from invitation")
    assert (invitations, seats) == (4, 4 if kind == "kallelse" else 0)
    assert "Det finns ingen att bjuda in" in (await staff.get(path)).text


async def test_another_number_than_the_button_said_invites_nobody(staff):
    it = await a_round(staff.organiser)
    nora = await staff.organiser.pool.fetchval("select id from organisation where name = 'Nora'")
    await staff.organiser.person("Fia Ny", nora, "rektor")
    page = await staff.get(f"{it.path}/bjud-in")
    await staff.organiser.person("Gun Ny", nora, "rektor")

    again = await staff.refused(f"{it.path}/bjud-in", fields_of(page) | {"confirm": "1"}, expect=200)

    assert "Antalet har ändrats" in again.text
    assert "Bjud in 2 personer" in again.buttons()
    assert len(await staff.organiser.invitations(it.cohort_id)) == 5
    unticked = {name: value for name, value in fields_of(again).items() if name != "rule_ids"}
    none = await staff.refused(f"{it.path}/bjud-in", unticked | {"confirm": "2"}, expect=200)
    assert "Det finns ingen att bjuda in" in none.text
    goal = await staff.post(f"{it.path}/bjud-in", fields_of(again) | {"confirm": "2"})
    assert "på väg" in (await staff.get(goal)).text
    assert len(await staff.organiser.invitations(it.cohort_id)) == 7


async def test_pressed_twice_nobody_gets_two(staff):
    it = await a_round(staff.organiser)
    nora = await staff.organiser.pool.fetchval("select id from organisation where name = 'Nora'")
    await staff.organiser.person("Fia Ny", nora, "rektor")
    posted = fields_of(await staff.get(f"{it.path}/bjud-in")) | {"confirm": "1"}
    await staff.post(f"{it.path}/bjud-in", posted)

    again = await staff.refused(f"{it.path}/bjud-in", posted, expect=200)

    assert "Det finns ingen att bjuda in nu" in again.text
    assert len(await staff.organiser.invitations(it.cohort_id)) == 6


async def test_a_draft_is_not_invited_to(staff):
    cohort_id = await staff.organiser.cohort(is_open=False)
    path = f"/admin/ruc/omgangar/{cohort_id}/bjud-in"

    opens = await staff.client.get(path)
    assert (opens.status_code, opens.headers["location"]) == (303, path.replace("bjud-in", "oppna"))
    assert (await staff.refused(path, {"confirm": "1"}, expect=409)).h1 == "Anmälan är inte öppen"


async def test_a_buyer_without_a_contact_is_said_in_the_list(staff):
    cohort_id = await staff.organiser.cohort()
    await staff.organiser.session(cohort_id)
    await staff.organiser.rule(cohort_id, await staff.organiser.audience(), kind="utses")

    page = await staff.get(f"/admin/ruc/omgangar/{cohort_id}/inbjudningar")

    assert "Beställaren saknar en kontaktperson" in page.text


async def test_a_later_last_day_opens_the_invitations_again(staff):
    it = await a_round(staff.organiser)
    found = await staff.organiser.invitations(it.cohort_id)
    await staff.organiser.pool.execute(
        "update invitation set status = 'expired' where id = $1", found["Dag Hed"]["id"]
    )

    await press(staff, f"/admin/ruc/inbjudningar/{it.rule_id}/andra", respond_by="2026-02-20")

    assert (await staff.organiser.invitations(it.cohort_id))["Dag Hed"]["status"] == "sent"


async def test_two_who_change_one_rule_lose_nothing(site, staff):
    it = await a_round(staff.organiser)
    path = f"/admin/ruc/inbjudningar/{it.rule_id}/andra"
    mine = fields_of(await staff.get(path))
    async with support.signed_in(site, "admin") as other:
        await press(other, path, respond_by="2026-02-05")

    page = await staff.refused(
        path, mine | {"respond_by": "2026-02-06", "opens_on": "2026-01-20"}, expect=409
    )

    assert "Nu står det: 2026-02-05." in page.mistakes()["respond_by"]
    assert (page.value("respond_by"), page.value("opens_on")) == ("2026-02-06", "2026-01-20")


async def test_only_a_rule_that_has_invited_nobody_is_deleted(staff):
    it = await a_round(staff.organiser)
    path = f"/admin/ruc/inbjudningar/{it.rule_id}/ta-bort"
    await staff.refused(path, fields_of(await staff.get(path)), expect=409)
    rule_id = await staff.organiser.rule(it.cohort_id, it.audience_id)

    await press(staff, f"/admin/ruc/inbjudningar/{rule_id}/ta-bort")

    assert await staff.organiser.pool.fetchval("select count(*) from invitation_rule") == 1


async def test_a_viewer_and_english(site, staff):
    it = await a_round(staff.organiser)
    for path in (
        f"{it.path}/inbjudningar",
        f"{it.path}/ny-inbjudan",
        f"{it.path}/bjud-in",
        f"/admin/ruc/inbjudningar/{it.rule_id}/andra",
    ):
        await staff.get(f"{path}?lang=en")
    async with support.signed_in(site, "viewer") as viewer:
        await viewer.get(f"{it.path}/bjud-in", expect=403)


async def test_from_the_list_to_invited_in_seven_presses(staff):
    it = await a_round(staff.organiser)
    page = await staff.get("/admin/ruc/omgangar")
    page = await staff.get(page.href("Omgång 2026"))  # 1
    path = page.href("Kopiera till nästa termin")
    goal = await press(staff, path)  # 2 and 3
    page = await staff.get(goal)
    assert page.href("Öppna anmälan").endswith("/oppna")
    goal = await press(staff, page.href("Öppna anmälan"))  # 4 and 5
    page = await staff.get(goal)
    asked = await staff.get(page.href("Bjud in"))  # 6
    await staff.post(page.href("Bjud in"), fields_of(asked) | {"confirm": "5"})  # 7

    copy = await staff.organiser.pool.fetchval("select id from cohort where id <> $1", it.cohort_id)
    assert len(await staff.organiser.invitations(copy)) == 5
