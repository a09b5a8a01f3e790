"""Many dates, as a subscriber has them: the confirmation leads to a calendar that is fetched, and a choice can be changed."""

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
    return sorted(await prov.all("/sessions", cohort_id=cohort["id"]), key=lambda one: one["number"])


async def feed(prov):
    """The calendar behind the address in the confirmation, by its UIDs."""
    [mail] = await prov.mailbox.to(ADA, "confirmation")
    [url] = set(re.findall(r"https?://\S+/k/\S+\.ics", mail.text))
    assert url in mail.html
    answer = await prov.web.get(url)
    assert answer.status_code == 200
    found = read_feed_with_libical(answer.content)
    assert read_feed_with_vobject(answer.content) == found
    return {one.uid: one for one in found}


async def choose(prov, calendar):
    """As the form on my page does."""
    [mail] = await prov.mailbox.to(ADA, "confirmation")
    answer = await prov.web.post(mail.link("r"), data={"calendar": calendar})
    assert answer.status_code == 303
    await prov.settled()


async def test_more_than_twelve_dates_are_one_mail_with_a_calendar_that_holds_them(prov, sessions):
    found = await feed(prov)

    assert [mail.kind for mail in await prov.mailbox.all()] == ["confirmation"]
    starts = [datetime.fromisoformat(one["starts_at"]).astimezone(UTC) for one in sessions]
    assert [one.start for one in found.values()] == starts
    for one in found.values():
        [way_in] = re.findall(r"https?://\S+", one.description)
        assert (await prov.web.get(way_in)).status_code == 200


async def test_a_date_that_is_moved_moves_in_the_calendar_by_itself(prov, sessions):
    before = await feed(prov)
    moved_to = datetime.fromisoformat(sessions[0]["starts_at"]) + timedelta(hours=2)
    await prov.api.patch(f"/sessions/{sessions[0]['id']}", json={"starts_at": moved_to.isoformat()})
    await prov.settled()
    [update] = await prov.mailbox.to(ADA, "update")

    assert update.calendar is None
    [moved] = [one for one in (await feed(prov)).values() if before[one.uid] != one]
    assert moved.start == moved_to
    assert moved.sequence > before[moved.uid].sequence


@pytest.mark.usefixtures("sessions")
async def test_who_changes_to_mails_has_the_same_entries_in_those_and_an_empty_calendar(prov):
    subscribed = await feed(prov)
    await choose(prov, "invitations")

    entries = [read_with_vobject(mail.calendar) for mail in await prov.mailbox.to(ADA, "calendar")]
    assert len(entries) == 8
    assert {one.method for one in entries} == {"REQUEST"}
    for one in entries:
        theirs = subscribed[one.uid]
        assert (one.start, one.end, one.summary, one.location, one.description) == (
            theirs.start, theirs.end, theirs.summary, theirs.location, theirs.description,
        )  # fmt: skip
    assert await feed(prov) == {}


async def test_who_changes_back_has_what_was_mailed_taken_away_and_still_comes(prov, sessions):
    mailed = {mail.message_id for mail in await prov.mailbox.to(ADA, "calendar")}
    await choose(prov, "subscription")

    taken = [mail for mail in await prov.mailbox.to(ADA, "calendar") if mail.message_id not in mailed]
    entries = [read_with_libical(mail.calendar) for mail in taken]
    assert {one.method for one in entries} == {"CANCEL"}
    assert len(entries) == 8
    assert all("Du är anmäld som förut." in " ".join(mail.text.split()) for mail in taken)
    assert len(await feed(prov)) == MANY
    seats = await prov.all(f"/sessions/{sessions[0]['id']}/seats")
    assert [one["status"] for one in seats] == ["confirmed"]
