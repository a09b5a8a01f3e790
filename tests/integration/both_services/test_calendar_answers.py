"""An answer pressed in a calendar is the answer for that date: the same as on one's own page, and only once."""

import asyncio
import random
from datetime import timedelta

import msgspec
import pytest

from services.notify.actions.purge_expired import purge_expired
from services.notify.actions.receive_mail import receive_mail
from services.registration.actions.calendar_answers import decide_answer
from services.registration.actions.directory import forget_person
from services.registration.actions.sessions import cancel_session, change_session
from services.registration.domain.sessions.session import SessionChanges
from shared import times
from tests.support.both import ahead
from tests.support.calendar_answers import FORMS, Answered, calendar, head, thunderbird
from tests.support.caller import a_caller
from tests.support.mail import read

ANNA, BO = "anna@skola.example", "bo@skola.example"


class Asked:
    """A session with one seat, which Anna has; Bo waits for it."""

    def __init__(self, both):
        self.both = both

    async def begin(self):
        self.both.post.start()
        self.cohort = await self.both.organiser.cohort(waiting_list=True)
        self.session = await self.both.organiser.session(
            self.cohort,
            title="Träff",
            starts_at=ahead(14),
            ends_at=ahead(14) + timedelta(hours=2),
            capacity=1,
        )
        for who in (ANNA, BO):
            await self.both.organiser.register(self.cohort, who, now=times.now())
        await self.both.settle()
        return self

    def entry(self, who=ANNA):
        """The newest calendar message to somebody, as what an answer refers to."""
        sent = [mail for mail in map(read, self.both.post.mailbox.raws()) if who in mail.to and mail.calendar]
        newest = sent[-1]
        return Answered(
            uid=newest.calendar_value("UID"),
            organizer=newest.calendar_value("ORGANIZER").removeprefix("mailto:"),
            attendee=who,
            sequence=int(newest.calendar_value("SEQUENCE")),
            dtstamp=times.now(),
        )

    async def says(self, partstat, *, form=thunderbird, answered=None, **changes):
        entry = answered or self.entry()
        made = msgspec.structs.replace(entry, partstat=partstat, **changes)
        await self.both.answer(form(made), entry.organizer)
        await self.both.settle()

    async def seats(self):
        rows = await self.both.organiser.pool.fetch(
            """select p.email, s.status, s.unsure_at is not null as is_unsure, s.answered_at is not null as has_said_yes
                 from seat s join registration r on r.id = s.registration_id join person p on p.id = r.person_id
                order by s.id"""
        )
        return [(row["email"], row["status"], row["is_unsure"], row["has_said_yes"]) for row in rows]

    async def stored(self):
        rows = await self.both.organiser.pool.fetch(
            "select id, answer, standing, status, outcome from calendar_answer order by arrival"
        )
        return [tuple(row)[1:] for row in rows]

    async def outcomes(self):
        return await self.both.post.pool.fetch(
            "select class, status, outcome from inbound_message order by arrival"
        )

    def mails(self, who):
        return [mail.kind for mail in map(read, self.both.post.mailbox.raws()) if who in mail.to]


@pytest.fixture
async def asked(both):
    return await Asked(both).begin()


UNTOUCHED = [(ANNA, "confirmed", False, False), (BO, "waiting", False, False)]


@pytest.mark.parametrize("program", FORMS)
async def test_a_no_in_each_program_frees_the_seat_and_the_next_in_line_is_told(asked, program):
    await asked.says("DECLINED", form=FORMS[program])

    assert [(who, status) for who, status, *_ in await asked.seats()] == [
        (ANNA, "withdrawn"),
        (BO, "confirmed"),
    ]
    assert asked.mails(ANNA)[-1] == "withdrawal"
    assert "promoted" in asked.mails(BO)
    assert await asked.both.broken() == []


async def test_a_yes_keeps_the_seat_and_is_noted(asked):
    await asked.says("ACCEPTED")

    assert (await asked.seats())[0] == (ANNA, "confirmed", False, True)
    assert asked.mails(ANNA) == ["confirmation"]
    assert (
        await asked.both.post.pool.fetchval("select partstat from calendar_entry where address is not null")
        == "ACCEPTED"
    )


async def test_a_maybe_is_unsure_until_a_yes(asked):
    await asked.says("TENTATIVE")
    assert (await asked.seats())[0] == (ANNA, "confirmed", True, False)

    await asked.says("ACCEPTED", dtstamp=times.now() + timedelta(minutes=1))
    assert (await asked.seats())[0] == (ANNA, "confirmed", False, True)


async def test_a_yes_after_a_move_keeps_the_seat_at_the_new_time(asked):
    await change_session.change(
        asked.both.organiser.pool, a_caller(asked.both.organiser.organiser_id), asked.session,
        SessionChanges(starts_at=ahead(15), ends_at=ahead(15) + timedelta(hours=2)), version=None, silent=False, reason=None,
    )  # fmt: skip
    await asked.both.settle()

    await asked.says("ACCEPTED")

    assert (await asked.seats())[0] == (ANNA, "confirmed", False, True)


async def test_a_no_to_the_time_before_a_move_changes_nothing(asked):
    before = asked.entry()
    await change_session.change(
        asked.both.organiser.pool, a_caller(asked.both.organiser.organiser_id), asked.session,
        SessionChanges(starts_at=ahead(15), ends_at=ahead(15) + timedelta(hours=2)), version=None, silent=False, reason=None,
    )  # fmt: skip
    await asked.both.settle()

    await asked.says("DECLINED", answered=before)

    assert await asked.seats() == UNTOUCHED
    assert await asked.stored() == [("declined", "stale", "done", "nothing")]


async def test_the_same_answer_again_and_the_same_mail_again_count_once(asked):
    entry = msgspec.structs.replace(asked.entry(), partstat="TENTATIVE")
    for raw in (thunderbird(entry), thunderbird(entry), thunderbird(entry) + b"\r\n"):
        await asked.both.answer(raw, entry.organizer)

    assert [tuple(row) for row in await asked.outcomes()] == [
        ("calendar_reply", "done", "tentative"),
        ("calendar_reply", "done", "doubled"),
    ]
    assert len(await asked.stored()) == 1


async def test_forged_and_foreign_answers_change_nothing(asked):
    entry = asked.entry()
    forged = head(entry, "Content-Type: text/calendar; method=REPLY").replace(
        f"<{ANNA}>", "<mallory@evil.example>"
    )
    said_no = calendar(msgspec.structs.replace(entry, partstat="DECLINED"))
    other_uid = msgspec.structs.replace(entry, uid="1-seat", partstat="DECLINED")
    nobodys = msgspec.structs.replace(entry, partstat="DECLINED", organizer=f"m+{'0' * 32}@kallelse.example")

    await asked.both.answer((forged + said_no).encode(), entry.organizer)
    await asked.both.answer(thunderbird(other_uid), entry.organizer)
    await asked.both.answer(thunderbird(nobodys), nobodys.organizer)
    await asked.both.settle()

    assert await asked.seats() == UNTOUCHED
    assert [(row["status"], row["outcome"]) for row in await asked.outcomes()] == [
        ("done", "other_sender"),
        ("set_aside", "foreign"),
        ("set_aside", "unknown_address"),
    ]
    assert await asked.stored() == [("declined", "other_sender", "waits", "ask")]


async def test_an_answer_in_another_organiser_s_name_is_left_out(asked):
    """Notify says which tenant a seat belongs to; registration takes no one's word for another's seat."""
    await asked.both.post.pool.execute("update calendar_entry set organiser_id = gen_random_uuid()")

    await asked.says("DECLINED")

    assert (await asked.seats(), await asked.stored()) == (UNTOUCHED, [])


async def test_an_answer_by_somebody_who_was_never_invited_waits_and_can_be_counted(asked):
    answered = asked.entry()
    await asked.says("DECLINED", answered=answered, attendee="assistent@skola.example")
    assert await asked.seats() == UNTOUCHED
    assert await asked.stored() == [("declined", "other_address", "waits", "ask")]

    answer_id = await asked.both.organiser.pool.fetchval("select id from calendar_answer")
    staff = a_caller(asked.both.organiser.organiser_id, kind="staff", role="coordinator")
    for _ in range(2):  # pressed twice
        await decide_answer.count_answer(asked.both.organiser.pool, staff, answer_id)
    await asked.both.settle()

    assert [(who, status) for who, status, *_ in await asked.seats()] == [
        (ANNA, "withdrawn"),
        (BO, "confirmed"),
    ]
    assert asked.mails(ANNA).count("withdrawal") == 1


async def test_a_yes_after_the_no_seats_nobody_and_waits_for_a_person(asked):
    entry = asked.entry()
    await asked.says("DECLINED", answered=entry)

    await asked.says("ACCEPTED", answered=entry, dtstamp=times.now() + timedelta(minutes=1))

    assert [status for _, status, *_ in await asked.seats()] == ["withdrawn", "confirmed"]
    assert (await asked.stored())[-1] == ("accepted", "gone", "waits", "ask")


async def test_an_answer_to_what_is_cancelled_changes_nothing(asked):
    entry = asked.entry()
    await cancel_session.cancel(
        asked.both.organiser.pool, a_caller(asked.both.organiser.organiser_id), asked.session, reason=None
    )
    await asked.both.settle()

    await asked.says("DECLINED", answered=entry, sequence=entry.sequence + 1)

    assert [status for _, status, *_ in await asked.seats()] == ["confirmed", "waiting"]


async def test_a_proposal_waits_beside_the_date_and_is_refused_by_one_press(asked):
    wish = f"DTSTART:{ahead(16):%Y%m%dT%H%M%SZ}"

    def counter(answered):
        field = "Content-Type: text/calendar; method=COUNTER"
        return (
            head(answered, field) + calendar(answered, wish, "COMMENT:Hellre torsdag", method="COUNTER")
        ).encode()

    await asked.says("TENTATIVE", form=counter)
    assert (await asked.seats())[0] == (ANNA, "confirmed", True, False)
    assert await asked.stored() == [("counter", "counts", "waits", "ask")]

    answer_id = await asked.both.organiser.pool.fetchval("select id from calendar_answer")
    staff = a_caller(asked.both.organiser.organiser_id, kind="staff", role="coordinator")
    for _ in range(2):
        await decide_answer.refuse_proposal(asked.both.organiser.pool, staff, answer_id)
    await asked.both.settle()

    mail = read(asked.both.post.mailbox.raws()[-1])
    assert mail.subject.startswith("Tiden står fast: ")
    assert (mail.calendar_value("METHOD"), mail.calendar_value("SEQUENCE")) == ("REQUEST", "1")
    assert asked.mails(ANNA) == ["confirmation", "calendar"]
    assert await asked.both.broken() == []


async def test_a_proposal_is_answered_by_the_move(asked):
    wish = f"DTSTART:{ahead(16):%Y%m%dT%H%M%SZ}"
    entry = asked.entry()
    raw = head(entry, "Content-Type: text/calendar") + calendar(entry, wish, method="COUNTER")
    await asked.both.answer(raw.encode(), entry.organizer)

    await change_session.change(
        asked.both.organiser.pool, a_caller(asked.both.organiser.organiser_id), asked.session,
        SessionChanges(starts_at=ahead(16), ends_at=ahead(16) + timedelta(hours=2)), version=None, silent=False, reason=None,
    )  # fmt: skip

    assert await asked.stored() == [("counter", "counts", "done", "moved")]


async def test_a_program_that_asks_for_the_entry_gets_it_once_a_day(asked):
    entry = asked.entry()
    for minute in range(3):
        later = msgspec.structs.replace(entry, dtstamp=times.now() + timedelta(minutes=minute))
        raw = head(later, "Content-Type: text/calendar; method=REFRESH") + calendar(later, method="REFRESH")
        await asked.both.answer(raw.encode(), entry.organizer)
    await asked.both.settle()

    assert asked.mails(ANNA) == ["confirmation", "calendar"]
    mail = read(asked.both.post.mailbox.raws()[-1])
    assert "ditt kalenderprogram har bett om den" in " ".join(mail.text.split()).lower()


async def test_our_own_mail_that_comes_round_is_stopped(asked):
    [ours] = [raw for raw in asked.both.post.mailbox.raws() if b"anna@" in raw]

    await asked.both.answer(b"Received: from elsewhere\r\n" + ours, asked.entry().organizer)

    assert [tuple(row) for row in await asked.outcomes()] == [("loop", "set_aside", "kept")]


async def test_a_thousand_answers_at_once_to_one_session_with_one_seat_end_in_one_state(asked):
    entry = asked.entry()
    said = ["ACCEPTED", "TENTATIVE", "DECLINED", "ACCEPTED"] * 250
    order = random.Random(7).sample(range(1000), 1000)
    for n in order:
        later = msgspec.structs.replace(entry, partstat=said[n], dtstamp=times.now() + timedelta(seconds=n))
        await receive_mail(
            asked.both.post.pool,
            envelope_from=ANNA,
            recipients=[entry.organizer],
            raw=FORMS["Evolution"](later),
        )

    await asyncio.gather(*(asked.both.handle() for _ in range(3)))
    await asked.both.settle()

    assert [(who, status) for who, status, *_ in await asked.seats()] == [
        (ANNA, "withdrawn"),
        (BO, "confirmed"),
    ]
    assert (asked.mails(ANNA).count("withdrawal"), asked.mails(BO).count("promoted")) == (1, 1)
    assert (
        await asked.both.post.pool.fetchval("select count(*) from inbound_message where status = 'open'") == 0
    )
    assert (
        await asked.both.organiser.pool.fetchval("select count(*) from calendar_answer where status = 'open'")
        == 0
    )
    assert await asked.both.broken() == []


async def test_what_was_written_with_an_answer_goes_with_the_person_and_the_mail_after_a_time(asked):
    await asked.says("TENTATIVE", form=FORMS["Outlook"])
    assert "Jag blir lite sen" in asked.both.dumped()
    await asked.both.post.pool.execute("update inbound_message set received_at = now() - interval '31 days'")
    await purge_expired(
        asked.both.post.pool, keep_bytes_days=0, keep_inbound_days=30, keep_enquiries_days=0, now=times.now()
    )
    assert await asked.both.post.pool.fetchval(
        "select message is null and envelope_from = '' from inbound_message"
    )

    person_id = await asked.both.organiser.pool.fetchval("select id from person where email_key = $1", ANNA)
    await forget_person.forget(
        asked.both.organiser.pool, a_caller(asked.both.organiser.organiser_id, now=times.now()), person_id
    )
    await asked.both.settle()

    assert "Jag blir lite sen" not in asked.both.dumped()
    assert ANNA not in asked.both.dumped()
