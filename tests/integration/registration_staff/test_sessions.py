"""Sessions, as a coordinator adds, moves, changes, cancels and deletes them."""

import asyncio
from datetime import date

import pytest

from shared import events, times
from tests.support.pages import staff as support
from tests.support.pages.staff_cohort import a_round, fields_of, press, spaced
from tests.support.registration import NOW

pytestmark = pytest.mark.usefixtures("clock")


async def stored(staff, session_id):
    return await staff.organiser.pool.fetchrow("select * from session where id = $1", session_id)


async def test_a_session_is_added_with_the_hours_and_the_place_of_the_last_one(staff):
    it = await a_round(staff.organiser)
    asked = await staff.get(f"{it.path}/ny-traff")
    assert (asked.value("starts"), asked.value("ends"), asked.value("place")) == ("13:00", "15:00", "Aulan")
    posted = fields_of(asked) | {"title": "Lärträff 3", "day": "2026-05-14", "agenda": "Ett\n\nTvå"}

    goals = await asyncio.gather(*(staff.post(f"{it.path}/ny-traff", posted) for _ in range(2)))

    assert len({goal.partition("?")[0] for goal in goals}) == 1
    page = await staff.get(goals[0])
    assert page.h1 == "Lärträff 3"
    assert "Kristi himmelsfärdsdag" in page.root.one("ul", **{"class": "checks"}).text
    row = await staff.organiser.pool.fetchrow("select * from session where title = 'Lärträff 3'")
    assert times.local(row["starts_at"]).isoformat() == "2026-05-14T13:00:00+02:00"
    assert row["agenda"] == ["Ett", "Två"]


async def test_all_that_is_wrong_with_a_session_is_said_at_once(staff):
    it = await a_round(staff.organiser)
    typed = {
        "title": "",
        "day": "2026-02-30",
        "starts": "25",
        "ends": "kl 3",
        "capacity": "-1",
        "join_url": "zoom",
        "host_id": "Finns inte",
        "choices": "0",
    }

    page = await staff.refused(
        f"{it.path}/ny-traff", fields_of(await staff.get(f"{it.path}/ny-traff")) | typed
    )

    assert set(page.mistakes()) == set(typed)
    assert {name: page.value(name) for name in typed} == typed
    page = await staff.refused(
        f"{it.path}/ny-traff", {"title": "Kväll", "day": "2026-03-03", "starts": "9", "ends": "8.30"}
    )
    assert page.mistakes() == {"ends": "Träffen måste sluta efter att den har börjat."}


async def test_a_move_shows_before_and_after_and_who_is_told_and_stores_nothing_before_the_button(staff):
    it = await a_round(staff.organiser)
    path = f"/admin/ruc/traffar/{it.session_ids[1]}/andra"
    posted = fields_of(await staff.get(path)) | {"day": "2026-02-12"}

    page = await staff.refused(path, posted, expect=200)

    assert page.h1 == "Flytta Lärträff 2"
    before, after = page.root.all("del")[0].text, page.root.all("ins")[0].text
    assert before == "tisdag 10 februari 2026 kl. 13.00–15.00"
    assert after == "torsdag 12 februari 2026 kl. 13.00–15.00"
    rows = [spaced(row) for row in page.root.one("tbody").all("tr")]
    assert rows == [
        "Har en plats 1 Ändrad tid Posten flyttas. Ingen ny post skapas.",
        "Väntar på en plats 1 Ändrad tid Inget",
        "Har inte svarat på inbjudan 1 Inget mejl Inbjudan visar det nya.",
    ]
    assert page.buttons() == ["Flytta och skicka 2 mejl", "Ändra utan att skicka", "Räkna om"]
    assert (await stored(staff, it.session_ids[1]))["on_date"] == date(2026, 2, 10)

    goal = await staff.post(path, fields_of(page) | {"confirm": "2", "reason": "Salen är upptagen"})

    assert "mejlen är på väg" in (await staff.get(goal)).text
    row = await stored(staff, it.session_ids[1])
    assert (row["on_date"], row["edition"], row["change_reason"]) == (
        date(2026, 2, 12),
        2,
        "Salen är upptagen",
    )


async def test_a_session_over_midnight_ends_as_long_after_as_before_when_it_is_moved(staff):
    cohort_id = await staff.organiser.cohort()
    starts_at = NOW.replace(day=20, hour=21)
    session_id = await staff.organiser.session(
        cohort_id, starts_at=starts_at, ends_at=starts_at.replace(day=21, hour=1)
    )

    await press(staff, f"/admin/ruc/traffar/{session_id}/andra", day="2026-01-27")

    row = await stored(staff, session_id)
    assert [times.local(row[name]).isoformat(timespec="hours")[:13] for name in ("starts_at", "ends_at")] == [
        "2026-01-27T22",
        "2026-01-28T02",
    ]


async def test_a_move_can_be_silent(staff):
    it = await a_round(staff.organiser)
    path = f"/admin/ruc/traffar/{it.session_ids[0]}/andra"
    page = await staff.refused(path, fields_of(await staff.get(path)) | {"day": "2026-02-05"}, expect=200)
    told = len(await staff.organiser.told(events.Session))

    await staff.post(path, fields_of(page) | {"silent": "1"})

    row = await stored(staff, it.session_ids[0])
    assert (row["on_date"], row["edition"]) == (date(2026, 2, 5), 1)
    assert len(await staff.organiser.told(events.Session)) == told + 1


async def test_the_number_in_the_button_is_the_number_that_is_told(staff):
    it = await a_round(staff.organiser)
    path = f"/admin/ruc/traffar/{it.session_ids[0]}/andra"
    page = await staff.refused(path, fields_of(await staff.get(path)) | {"day": "2026-02-05"}, expect=200)
    await staff.organiser.register(it.cohort_id, "ny@skola.example", [it.session_ids[0]])

    again = await staff.refused(path, fields_of(page) | {"confirm": "2"}, expect=200)

    assert "Antalet har ändrats" in again.text
    assert again.buttons()[0] == "Flytta och skicka 3 mejl"
    await staff.post(path, fields_of(again) | {"confirm": "3"})
    assert (await stored(staff, it.session_ids[0]))["on_date"] == date(2026, 2, 5)


async def test_a_move_says_who_is_busy_then_and_what_day_it_is(staff):
    it = await a_round(staff.organiser)
    path = f"/admin/ruc/traffar/{it.session_ids[0]}/andra"

    page = await staff.refused(
        path,
        fields_of(await staff.get(path)) | {"day": "2026-02-10", "starts": "14.00", "ends": "16.00"},
        expect=200,
    )

    assert "1 av 2 är upptagna då: Anna Ek är anmäld till Lärträff 2." in page.text
    holiday = await staff.refused(path, fields_of(page) | {"day": "2026-05-14"}, expect=200)
    assert "Helgdag, Kristi himmelsfärdsdag" in holiday.text


async def test_another_place_is_told_with_what_has_changed(staff):
    it = await a_round(staff.organiser)
    path = f"/admin/ruc/traffar/{it.session_ids[1]}/andra"

    page = await staff.refused(path, fields_of(await staff.get(path)) | {"place": "Sal 3"}, expect=200)

    assert page.h1 == "Ändra Lärträff 2 och berätta"
    assert "Plats: Aulan blir Sal 3." in page.text
    await staff.post(path, fields_of(page) | {"confirm": "2"})
    assert (await stored(staff, it.session_ids[1]))["place"] == "Sal 3"


async def test_what_nobody_is_told_of_is_stored_at_once(staff):
    it = await a_round(staff.organiser)
    path = f"/admin/ruc/traffar/{it.session_ids[1]}/andra"

    goal = await press(staff, path, capacity="2", agenda="Kaffe")

    assert goal.endswith("om=sparat")
    assert await staff.organiser.in_session(it.session_ids[1]) == {
        "anna.ek@kommun.example": "confirmed",
        "bo.falk@kommun.example": "confirmed",
    }


async def test_two_who_move_one_session_both_see_what_the_other_did(site, staff):
    it = await a_round(staff.organiser)
    path = f"/admin/ruc/traffar/{it.session_ids[1]}/andra"
    mine = fields_of(await staff.get(path))
    async with support.signed_in(site, "admin") as other:
        page = await other.refused(path, fields_of(await other.get(path)) | {"day": "2026-02-11"}, expect=200)
        await other.post(path, fields_of(page) | {"silent": "1"})

    page = await staff.refused(path, mine | {"day": "2026-02-12", "note": "Ta med dator"}, expect=409)

    assert "Nu står det: 2026-02-11." in page.mistakes()["day"]
    assert (page.value("day"), page.value("note")) == ("2026-02-12", "Ta med dator")


async def test_a_part_follows_its_day_and_is_cancelled_with_it(staff):
    cohort_id = await staff.organiser.cohort()
    whole = await staff.organiser.session(cohort_id, title="Dagen")
    asked = await staff.get(f"/admin/ruc/omgangar/{cohort_id}/ny-traff?del_av={whole}")
    assert asked.value("day") == "2026-02-03"
    posted = fields_of(asked) | {"title": "Pass A", "starts": "14", "ends": "15", "choice_group": "pass"}
    goal = await staff.post(f"/admin/ruc/omgangar/{cohort_id}/ny-traff", posted)
    assert "Dagen" in (await staff.get(goal)).text

    await press(staff, f"/admin/ruc/traffar/{whole}/andra", day="2026-02-05")

    part = await staff.organiser.pool.fetchrow("select * from session where title = 'Pass A'")
    assert part["on_date"] == date(2026, 2, 5)
    assert "Pass A, torsdag 5 februari" in (await staff.get(f"/admin/ruc/traffar/{whole}")).text
    page = await staff.refused(
        f"/admin/ruc/traffar/{whole}/ta-bort",
        fields_of(await staff.get(f"/admin/ruc/traffar/{whole}/ta-bort")),
        expect=409,
    )
    assert "Pass A" in page.root.one("div", role="alert").text
    assert "En del ställs in samtidigt" in (await staff.get(f"/admin/ruc/traffar/{whole}/stall-in")).text
    await press(staff, f"/admin/ruc/traffar/{whole}/stall-in", reason="Snö")
    assert (await stored(staff, part["id"]))["status"] == "cancelled"


async def test_a_cancelled_session_says_why_and_can_take_place_after_all(staff):
    it = await a_round(staff.organiser)
    own = f"/admin/ruc/traffar/{it.session_ids[0]}"
    assert "Ställ in och skicka 2 mejl" in (await staff.get(f"{own}/stall-in")).buttons()
    await press(staff, f"{own}/stall-in", reason="Föreläsaren är sjuk")
    assert "Föreläsaren är sjuk" in (await staff.get(own)).text

    page = await staff.refused(
        f"{own}/andra", fields_of(await staff.get(f"{own}/andra")) | {"status": "scheduled"}, expect=200
    )
    await staff.post(f"{own}/andra", fields_of(page) | {"confirm": "2"})

    assert (await stored(staff, it.session_ids[0]))["status"] == "scheduled"


async def test_a_cancellation_is_asked_again_if_more_people_would_be_told(staff):
    it = await a_round(staff.organiser)
    for path, session_id in (
        (f"/admin/ruc/traffar/{it.session_ids[0]}/stall-in", it.session_ids[0]),
        (f"{it.path}/stall-in", it.session_ids[1]),
    ):
        posted = fields_of(await staff.get(path)) | {"confirm": "2", "reason": "Snö"}
        await staff.organiser.register(it.cohort_id, f"ny{session_id}@skola.example", [session_id])

        page = await staff.refused(path, posted, expect=200)

        assert "Antalet har ändrats" in page.text
        assert page.value("reason") == "Snö"
        assert (await stored(staff, session_id))["status"] == "scheduled"
        [button] = page.root.one("main").all("button")
        await staff.post(path, fields_of(page) | {"confirm": button["value"]})
        assert (await stored(staff, session_id))["cancel_reason"] == "Snö"


async def test_a_session_that_nobody_was_asked_to_is_deleted(staff):
    it = await a_round(staff.organiser)
    own = f"/admin/ruc/traffar/{it.session_ids[0]}/ta-bort"
    await staff.refused(own, fields_of(await staff.get(own)), expect=409)
    cohort_id = await staff.organiser.cohort()
    session_id = await staff.organiser.session(cohort_id)

    await press(staff, f"/admin/ruc/traffar/{session_id}/ta-bort")

    assert await stored(staff, session_id) is None


async def test_sessions_by_a_pattern_leave_out_days_off_unless_they_are_ticked(staff):
    cohort_id = await staff.organiser.cohort()
    path = f"/admin/ruc/omgangar/{cohort_id}/nya-traffar"
    posted = fields_of(await staff.get(path)) | {
        "weekday": "2", "every": "3", "starts": "9", "ends": "12", "first": "2026-01-14", "last": "2026-04-10", "title": "Lärträff",
    }  # fmt: skip

    page = await staff.refused(path, posted, expect=200)

    days = {box["value"]: "checked" in box.attributes for box in page.root.all("input", type="checkbox")}
    assert days == {
        "2026-01-14": True,
        "2026-02-04": True,
        "2026-02-25": False,  # a winter break somewhere
        "2026-03-18": True,
        "2026-04-08": False,  # Easter break
    }
    assert "3 av 5 datum är valda" in page.text
    assert "sportlov" in page.text
    assert await staff.organiser.pool.fetchval("select count(*) from session") == 0

    chosen = fields_of(page) | {"make": "1", "dates": ["2026-01-14", "2026-02-25", "2026-03-18"]}
    goals = [await staff.post(path, chosen) for _ in range(2)]

    assert goals[0].startswith(f"/admin/ruc/omgangar/{cohort_id}")
    rows = await staff.organiser.pool.fetch("select * from session order by on_date")
    assert [(row["title"], row["number"], row["on_date"].isoformat()) for row in rows] == [
        ("Lärträff 1", 1, "2026-01-14"),
        ("Lärträff 2", 2, "2026-02-25"),
        ("Lärträff 3", 3, "2026-03-18"),
    ]
    assert {times.local(row["starts_at"]).hour for row in rows} == {9}


async def test_a_pattern_without_dates_or_with_none_ticked_makes_nothing(staff):
    cohort_id = await staff.organiser.cohort()
    path = f"/admin/ruc/omgangar/{cohort_id}/nya-traffar"
    posted = fields_of(await staff.get(path)) | {"first": "2026-01-15", "last": "2026-01-16", "weekday": "0"}

    none = await staff.refused(path, posted, expect=200)
    assert "Inga sådana dagar" in none.text
    page = await staff.refused(path, posted | {"last": "2026-01-30"}, expect=200)
    unticked = fields_of(page) | {"make": "1"}
    unticked.pop("dates")
    assert list((await staff.refused(path, unticked)).mistakes()) == ["dates"]
    wrong = await staff.refused(
        path, posted | {"last": "2025-01-30", "starts": "", "ends": "12", "title": ""}
    )
    assert set(wrong.mistakes()) == {"last", "starts", "title"}
    assert await staff.organiser.pool.fetchval("select count(*) from session") == 0


async def test_english_and_the_viewer(site, staff):
    it = await a_round(staff.organiser)
    own = f"/admin/ruc/traffar/{it.session_ids[0]}"
    for path in (
        own,
        f"{own}/andra",
        f"{own}/stall-in",
        f"{own}/ta-bort",
        f"{it.path}/ny-traff",
        f"{it.path}/nya-traffar",
    ):
        await staff.get(f"{path}?lang=en")
    page = await staff.refused(
        f"{own}/andra?lang=en",
        fields_of(await staff.get(f"{own}/andra?lang=en")) | {"day": "2026-02-05"},
        expect=200,
    )
    assert page.buttons()[0] == "Move and send mail to 2"
    async with support.signed_in(site, "viewer") as viewer:
        seen = await viewer.get(own)
        assert not [text for text in ("Ändra", "Ställ in", "Ta bort", "Närvaro") if text in seen.text]
        await viewer.get(f"{own}/andra", expect=403)


async def test_a_session_that_has_been_is_not_cancelled_by_its_day_but_shown_as_over(staff, clock):
    it = await a_round(staff.organiser)
    clock.now = NOW.replace(month=3)
    await support.sign_in(staff, "coordinator@ruc.example")

    page = await staff.get(f"/admin/ruc/traffar/{it.session_ids[0]}")

    assert "Har varit" in page.text
