"""The main flow: an invitation, an answer on a phone, calendar entries, a move, a cancellation, the join link.

One installation of the Örebro programme; the tests run in order and each continues where the previous one ended.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest

from shared import times
from tests.support.browser import PHONE, violations
from tests.support.calendar_answers import Answered, thunderbird
from tests.support.calendar_readers import read_with_libical, read_with_vobject
from tests.support.inbound import hand_over
from tests.support.installation import OREBRO, Installation, weeks_ahead
from tests.support.waiting import until

KARIN = "skolchef@laxa.example"
BO = "verksamhetschef@laxa.example"


@pytest.fixture(scope="module")
async def orebro(tmp_path_factory):
    running = Installation(
        tmp_path_factory.mktemp("orebro") / "d",
        "--scenario", str(OREBRO), "--starting", str(weeks_ahead(3)), "--invite",
    )  # fmt: skip
    await running.start()
    await running.settled()
    yield running
    await running.stop()


@pytest.fixture(scope="module")
async def cohort(orebro):
    return (await orebro.all("/cohorts"))[0]


@pytest.fixture(scope="module")
async def sessions(orebro, cohort):
    return sorted(
        await orebro.all("/sessions", cohort_id=cohort["id"]), key=lambda session: session["number"]
    )


async def answer(orebro, address: str, session_ids: list[str]) -> None:
    """Accepts the invitation for these sessions, as the form on its page does."""
    [mail] = await orebro.mailbox.to(address, "invitation")
    done = await orebro.web.post(mail.link("i"), data={"answer": "yes", "session_ids": session_ids})
    assert done.status_code == 303


async def test_each_person_gets_one_invitation(orebro):
    mails = await orebro.mailbox.all()

    assert len(mails) == 48
    assert {mail.kind for mail in mails} == {"invitation"}
    assert len({mail.to for mail in mails}) == 48
    invitations = await orebro.all("/invitations")

    async def all_sent():
        return all(invitation["status"] == "sent" for invitation in await orebro.all("/invitations"))

    await until(all_sent)
    assert sorted(len(invitation["session_ids"]) for invitation in invitations) == [1] * 24 + [7] * 24


async def test_inviting_again_creates_no_second_invitation(orebro, cohort):
    again = (await orebro.api.post(f"/cohorts/{cohort['id']}/invite")).json()

    assert again == {"invited": 0, "already": 48}
    await orebro.settled()
    assert await orebro.mailbox.total() == 48


async def test_an_invitation_is_answered_for_all_but_one_session_with_one_press_on_a_phone(
    orebro, browser, sessions
):
    [mail] = await orebro.mailbox.to(KARIN, "invitation")
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False, locale="sv-SE")
    page = await context.new_page()
    await page.goto(mail.link("i"))
    await page.locator(f"input[value='{sessions[2]['id']}']").uncheck(force=True)
    await page.locator("button[name=answer][value=yes]").click()

    assert "Du är anmäld" in await page.locator("h1").inner_text()
    assert "/r/" in page.url
    await context.close()


@pytest.mark.parametrize("kind", ["i", "r"])
async def test_the_invitation_page_and_my_page_pass_axe(orebro, browser, kind):
    await orebro.settled()
    name = {"i": "invitation", "r": "confirmation"}[kind]
    [mail] = await orebro.mailbox.to(KARIN, name)
    page = await browser.new_page(viewport=PHONE)
    await page.goto(mail.link(kind))

    assert await violations(page) == []
    await page.close()


async def test_the_confirmation_lists_the_sessions_and_each_gets_a_calendar_entry(orebro, sessions):
    await orebro.settled()
    [confirmation] = await orebro.mailbox.to(KARIN, "confirmation")
    entries = await orebro.mailbox.to(KARIN, "calendar")

    assert confirmation.calendar is None
    assert sessions[2]["title"] not in confirmation.text
    assert sessions[3]["title"] in confirmation.text
    assert len(entries) == 6
    assert len({entry.calendar_value("UID") for entry in entries}) == 6


async def test_two_independent_readers_agree_on_each_calendar_entry(orebro, sessions):
    starts = {
        datetime.fromisoformat(session["starts_at"]).astimezone(UTC)
        for session in sessions
        if session["id"] != sessions[2]["id"]
    }
    seen = set()
    for mail in await orebro.mailbox.to(KARIN, "calendar"):
        by_vobject, by_libical = read_with_vobject(mail.calendar), read_with_libical(mail.calendar)
        assert by_vobject == by_libical
        assert by_vobject.method == "REQUEST"
        seen.add(by_vobject.start)

    assert seen == starts


async def test_two_more_answers_give_a_calendar_entry_for_each_session(orebro, sessions):
    await answer(orebro, BO, [session["id"] for session in sessions])
    await answer(orebro, "skolchef@kumla.example", [sessions[0]["id"], sessions[1]["id"]])
    await orebro.settled()

    assert len(await orebro.mailbox.to(BO, "calendar")) == 7
    assert len(await orebro.mailbox.to("skolchef@kumla.example", "calendar")) == 2


async def test_reminders_are_planned_a_week_and_a_day_before_the_session(orebro, sessions):
    reminders = [
        delivery
        for delivery in await orebro.all("/deliveries", session_id=sessions[1]["id"])
        if delivery["kind"] == "reminder"
    ]
    starts = datetime.fromisoformat(sessions[1]["starts_at"])

    due = sorted({datetime.fromisoformat(reminder["due_at"]) for reminder in reminders})
    assert due == [times.same_clock(starts, days=-7), times.same_clock(starts, days=-1)]
    assert {reminder["status"] for reminder in reminders} == {"planned"}
    assert len(reminders) == 6


async def test_a_moved_session_updates_each_seat_holders_entry_with_a_higher_sequence(orebro, sessions):
    moved = sessions[1]
    before = await orebro.mailbox.total()
    starts = datetime.fromisoformat(moved["starts_at"]) + timedelta(days=2, hours=1)
    answer = await orebro.api.patch(
        f"/sessions/{moved['id']}",
        json={
            "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(hours=3)).isoformat(),
            "version": moved["version"],
        },
    )
    assert answer.status_code == 200, answer.text
    await orebro.settled()

    for address in (KARIN, BO, "skolchef@kumla.example"):
        [update] = await orebro.mailbox.to(address, "update")
        read = read_with_vobject(update.calendar)
        [first] = [
            mail
            for mail in await orebro.mailbox.to(address, "calendar")
            if mail.calendar_value("UID") == update.calendar_value("UID")
        ]
        assert read == read_with_libical(update.calendar)
        assert read.start == starts.astimezone(UTC)
        assert int(update.calendar_value("SEQUENCE")) == int(first.calendar_value("SEQUENCE")) + 1
    unanswered = [
        invitation
        for invitation in await orebro.all("/invitations")
        if invitation["status"] == "sent" and moved["id"] in invitation["session_ids"]
    ]
    assert await orebro.mailbox.total() == before + 3 + len(unanswered)

    reminders = [
        delivery
        for delivery in await orebro.all("/deliveries", session_id=moved["id"])
        if delivery["kind"] == "reminder"
    ]
    planned = {
        datetime.fromisoformat(reminder["due_at"])
        for reminder in reminders
        if reminder["status"] == "planned"
    }
    assert planned == {times.same_clock(starts, days=-7), times.same_clock(starts, days=-1)}
    assert sum(reminder["status"] == "planned" for reminder in reminders) == 6


async def test_a_silent_session_change_sends_no_mail(orebro, sessions):
    before = await orebro.mailbox.total()
    answer = await orebro.api.patch(
        f"/sessions/{sessions[4]['id']}", params={"silent": "true"}, json={"place": "Sal 3"}
    )

    assert answer.status_code == 200
    await orebro.settled()
    assert await orebro.mailbox.total() == before


async def test_a_changed_meeting_link_sends_updates_that_keep_the_join_link(orebro, sessions):
    changed = {"join_url": "https://mote.example/j/nytt-rum"}
    answer = await orebro.api.patch(f"/sessions/{sessions[5]['id']}", json=changed)

    assert answer.status_code == 200, answer.text
    await orebro.settled()
    for address in (KARIN, BO):
        [update] = [
            mail
            for mail in await orebro.mailbox.to(address, "update")
            if sessions[5]["title"] in mail.subject
        ]
        [first] = [
            mail
            for mail in await orebro.mailbox.to(address, "calendar")
            if mail.calendar_value("UID") == update.calendar_value("UID")
        ]
        assert update.link("j") == first.link("j")
        assert "mote.example" not in update.decoded()


async def test_a_cancelled_session_is_removed_from_every_calendar(orebro, sessions):
    answer = await orebro.api.post(
        f"/sessions/{sessions[3]['id']}/cancel", json={"reason": "Föreläsaren är sjuk"}
    )
    assert answer.status_code in {200, 204}
    await orebro.settled()

    for address in (KARIN, BO):
        [mail] = await orebro.mailbox.to(address, "cancellation")
        read = read_with_vobject(mail.calendar)
        assert (read.method, read.status) == ("CANCEL", "CANCELLED")
        assert read == read_with_libical(mail.calendar)
        assert "Föreläsaren är sjuk" in mail.text
    assert await orebro.mailbox.to("skolchef@kumla.example", "cancellation") == []
    left = [
        delivery
        for delivery in await orebro.all("/deliveries", session_id=sessions[3]["id"])
        if delivery["status"] == "planned"
    ]
    assert left == []


async def test_a_withdrawal_cancels_the_calendar_entries_and_open_deliveries(orebro):
    [registration] = [
        registration
        for registration in await orebro.all("/registrations")
        if registration["person"]["email"] == "skolchef@kumla.example"
    ]
    answer = await orebro.api.post(f"/registrations/{registration['id']}/withdraw")
    assert answer.status_code == 200, answer.text
    await orebro.settled()

    mails = await orebro.mailbox.to("skolchef@kumla.example", "withdrawal")
    assert [read_with_vobject(mail.calendar).method for mail in mails] == ["CANCEL", "CANCEL"]
    open_ones = [
        delivery
        for delivery in await orebro.all("/deliveries")
        if delivery["to"] == "skolchef@kumla.example"
        and delivery["status"] in {"planned", "held", "deferred"}
    ]
    assert open_ones == []


async def test_the_first_on_the_waiting_list_is_promoted_when_a_seat_is_freed(orebro, cohort):
    small = (
        await orebro.api.post(
            "/cohorts", json={"programme_id": cohort["programme_id"], "name": "Liten grupp", "capacity": 1}
        )
    ).json()
    starts = times.now().replace(microsecond=0) + timedelta(days=30)
    session = (
        await orebro.api.post(
            "/sessions",
            json={
                "cohort_id": small["id"], "title": "Handledning", "form": "handledning", "mode": "on_site",
                "place": "Sal 1", "starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat(),
            },
        )
    ).json()  # fmt: skip
    assert (await orebro.api.post(f"/cohorts/{small['id']}/publish")).status_code in {200, 204}
    made = []
    for name in ("Först", "Sedan"):
        body = {
            "cohort_id": small["id"],
            "person": {"name": name, "email": f"{name}@vantan.example".replace("ö", "o")},
        }
        made.append((await orebro.api.post("/registrations", json=body)).json())
    assert [registration["seats"][0]["status"] for registration in made] == ["confirmed", "waiting"]
    await orebro.settled()
    [single] = await orebro.mailbox.to("Forst@vantan.example", "confirmation")
    assert read_with_vobject(single.calendar) == read_with_libical(single.calendar)

    await orebro.api.post(f"/registrations/{made[0]['id']}/withdraw", json={"session_ids": [session["id"]]})
    await orebro.settled()

    [waiting] = await orebro.mailbox.to("Sedan@vantan.example", "waiting")
    [promoted] = await orebro.mailbox.to("Sedan@vantan.example", "promoted")
    assert waiting.calendar is None
    assert promoted.calendar_value("METHOD") == "REQUEST"
    seats = await orebro.all(f"/sessions/{session['id']}/seats")
    assert sorted((seat["name"], seat["status"]) for seat in seats if seat["status"] != "withdrawn") == [
        ("Sedan", "confirmed")
    ]


async def test_a_no_in_the_calendar_frees_the_seat(orebro):
    [promoted] = await orebro.mailbox.to("Sedan@vantan.example", "promoted")
    entry = Answered(
        uid=promoted.calendar_value("UID"),
        organizer=promoted.calendar_value("ORGANIZER").removeprefix("mailto:"),
        attendee="sedan@vantan.example",
        partstat="DECLINED",
        sequence=int(promoted.calendar_value("SEQUENCE")),
    )

    port = int(orebro.run["inbound"].rpartition(":")[2])
    await hand_over(port, thunderbird(entry), entry.organizer, "sedan@vantan.example")

    async def withdrawn():
        return await orebro.mailbox.to("Sedan@vantan.example", "withdrawal")

    await until(withdrawn)
    assert len(await withdrawn()) == 1


async def test_the_join_link_notes_attendance_and_leads_to_the_meeting(orebro, browser, cohort):
    soon = times.now().replace(microsecond=0) + timedelta(minutes=10)
    today = (
        await orebro.api.post("/cohorts", json={"programme_id": cohort["programme_id"], "name": "I dag"})
    ).json()
    session = (
        await orebro.api.post(
            "/sessions",
            json={
                "cohort_id": today["id"], "title": "Digital träff", "mode": "digital",
                "join_url": orebro.run["mailbox_url"], "starts_at": soon.isoformat(),
                "ends_at": (soon + timedelta(hours=1)).isoformat(),
            },
        )
    ).json()  # fmt: skip
    await orebro.api.post(f"/cohorts/{today['id']}/publish")
    body = {"cohort_id": today["id"], "person": {"name": "Ada Åberg", "email": "ada@join.example"}}
    assert (await orebro.api.post("/registrations", json=body)).status_code == 201
    await orebro.settled()
    [mail] = await orebro.mailbox.to("ada@join.example", "confirmation")
    assert orebro.run["mailbox_url"] not in mail.decoded()

    page = await browser.new_page(viewport=PHONE, locale="sv-SE")
    await page.goto(mail.link("j"))
    assert await violations(page) == []
    assert (await orebro.all(f"/sessions/{session['id']}/seats"))[0]["attendance"] is None
    await page.get_by_role("button", name=re.compile("Gå in som Ada")).click()
    await page.wait_for_url(orebro.run["mailbox_url"] + "**")
    await page.close()

    assert (await orebro.all(f"/sessions/{session['id']}/seats"))[0]["attendance"] == "present"


async def test_no_mail_holds_another_persons_name_or_address(orebro):
    people = await orebro.all("/people")
    published = {"kontaktperson@ruc.example"}
    for mail in await orebro.mailbox.all():
        text = mail.decoded()
        for person in people:
            if person["email"] != mail.to and person["email"] not in published:
                assert person["email"] not in text
                assert person["name"] not in text or person["name"] in {
                    p["name"] for p in people if p["email"] == mail.to
                }


async def test_two_independent_readers_agree_on_every_calendar_file(orebro):
    entries = [mail for mail in await orebro.mailbox.all() if mail.calendar]

    assert {mail.kind for mail in entries} == {
        "calendar", "cancellation", "confirmation", "promoted", "update", "withdrawal",
    }  # fmt: skip
    for mail in entries:
        assert read_with_vobject(mail.calendar) == read_with_libical(mail.calendar)


async def test_the_check_finds_no_broken_invariant(orebro):
    code, output = await orebro.kallelse("check")

    assert code == 0, output


async def test_a_resync_sends_no_mail(orebro):
    before = await orebro.mailbox.total()
    code, output = await orebro.kallelse("resync")
    assert code == 0, output
    await orebro.settled()

    assert await orebro.mailbox.total() == before
    code, output = await orebro.kallelse("check")
    assert code == 0, output


async def test_no_log_holds_a_persons_address(orebro):
    logs = orebro.errors_written() + "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in orebro.folder.rglob("*.log")
        if path.is_file()
    )

    assert [person["email"] for person in await orebro.all("/people") if person["email"] in logs] == []
