"""A subscription to many sessions: the confirmation links to the feed, and the calendar choice can be changed."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from shared import times
from tests.support.calendar_readers import (
    read_feed_with_libical,
    read_feed_with_vobject,
    read_with_libical,
    read_with_vobject,
)
from tests.support.installation import Installation

ADA = "ada@prov.example"
MANY = 13


@pytest.fixture(scope="module")
async def prov(tmp_path_factory):
    running = Installation(tmp_path_factory.mktemp("prov") / "d", "--empty")
    await running.start()
    yield running
    await running.stop()


@pytest.fixture(scope="module")
async def sessions(prov):
    """Thirteen Tuesdays, and Ada registered for all."""
    programme = (await prov.api.post("/programmes", json={"title": "Rektorsprogrammet"})).json()
    body = {"programme_id": programme["id"], "name": "Grupp 1"}
    cohort = (await prov.api.post("/cohorts", json=body)).json()
    first = times.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=14)
    for number in range(MANY):
        starts_at = first + timedelta(weeks=number)
        body = {
            "cohort_id": cohort["id"], "number": number + 1, "title": f"Dag {number + 1}", "mode": "digital",
            "join_url": "https://meet.example/rum", "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=3)).isoformat(),
        }  # fmt: skip
        assert (await prov.api.post("/sessions", json=body)).status_code == 201
    await prov.api.post(f"/cohorts/{cohort['id']}/publish")
    body = {"cohort_id": cohort["id"], "person": {"name": "Ada Åberg", "email": ADA}}
    assert (await prov.api.post("/registrations", json=body)).status_code == 201
    await prov.settled()
    return sorted(await prov.all("/sessions", cohort_id=cohort["id"]), key=lambda session: session["number"])


async def feed(prov):
    """The entries of the feed whose address is in the confirmation, by UID."""
    [mail] = await prov.mailbox.to(ADA, "confirmation")
    [url] = set(re.findall(r"https?://\S+/k/\S+\.ics", mail.text))
    assert url in mail.html
    answer = await prov.web.get(url)
    assert answer.status_code == 200
    found = read_feed_with_libical(answer.content)
    assert read_feed_with_vobject(answer.content) == found
    return {entry.uid: entry for entry in found}


async def choose(prov, calendar):
    """Posts a calendar choice, as the form on my page does."""
    [mail] = await prov.mailbox.to(ADA, "confirmation")
    answer = await prov.web.post(mail.link("r"), data={"calendar": calendar})
    assert answer.status_code == 303
    await prov.settled()


async def test_a_registration_for_thirteen_sessions_gets_one_mail_and_a_feed_with_all_of_them(prov, sessions):
    found = await feed(prov)

    assert [mail.kind for mail in await prov.mailbox.all()] == ["confirmation"]
    starts = [datetime.fromisoformat(session["starts_at"]).astimezone(UTC) for session in sessions]
    assert [entry.start for entry in found.values()] == starts
    for entry in found.values():
        [way_in] = re.findall(r"https?://\S+", entry.description)
        assert (await prov.web.get(way_in)).status_code == 200


async def test_a_moved_session_moves_in_the_feed(prov, sessions):
    before = await feed(prov)
    moved_to = datetime.fromisoformat(sessions[0]["starts_at"]) + timedelta(hours=2)
    await prov.api.patch(f"/sessions/{sessions[0]['id']}", json={"starts_at": moved_to.isoformat()})
    await prov.settled()
    [update] = await prov.mailbox.to(ADA, "update")

    assert update.calendar is None
    [moved] = [entry for entry in (await feed(prov)).values() if before[entry.uid] != entry]
    assert moved.start == moved_to
    assert moved.sequence > before[moved.uid].sequence


@pytest.mark.usefixtures("sessions")
async def test_a_change_to_calendar_invitations_mails_the_same_entries_and_empties_the_feed(prov):
    subscribed = await feed(prov)
    await choose(prov, "invitations")

    entries = [read_with_vobject(mail.calendar) for mail in await prov.mailbox.to(ADA, "calendar")]
    assert len(entries) == 8
    assert {entry.method for entry in entries} == {"REQUEST"}
    for entry in entries:
        theirs = subscribed[entry.uid]
        assert (entry.start, entry.end, entry.summary, entry.location, entry.description) == (
            theirs.start, theirs.end, theirs.summary, theirs.location, theirs.description,
        )  # fmt: skip
    assert await feed(prov) == {}


async def test_a_change_back_to_subscription_cancels_the_mailed_entries_and_keeps_the_seat(prov, sessions):
    mailed = {mail.message_id for mail in await prov.mailbox.to(ADA, "calendar")}
    await choose(prov, "subscription")

    taken = [mail for mail in await prov.mailbox.to(ADA, "calendar") if mail.message_id not in mailed]
    entries = [read_with_libical(mail.calendar) for mail in taken]
    assert {entry.method for entry in entries} == {"CANCEL"}
    assert len(entries) == 8
    assert all("Du är anmäld som förut." in " ".join(mail.text.split()) for mail in taken)
    assert len(await feed(prov)) == MANY
    seats = await prov.all(f"/sessions/{sessions[0]['id']}/seats")
    assert [seat["status"] for seat in seats] == ["confirmed"]
