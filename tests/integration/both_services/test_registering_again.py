"""Somebody withdraws from everything and registers again: mails are about the person and the date, not about two registrations."""

import pytest

from services.registration.actions.directory import change_person
from services.registration.actions.registrations import withdraw
from services.registration.actions.sessions import cancel_session
from services.registration.domain.directory.person import PersonChanges
from shared import ids, times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read

ANNA, NEW = "anna@skola.example", "ny@skola.example"


class Story:
    """One cohort; mails leave when `mails` is called, and not before."""

    def __init__(self, both):
        self.both, self.organiser, self.seen = both, both.organiser, 0

    def caller(self):
        return a_caller(self.organiser.organiser_id, now=times.now())

    async def begin(self, *, dates=1, **cohort):
        self.cohort = await self.organiser.cohort(**{"capacity": 2} | cohort)
        self.sessions = [
            await self.organiser.session(self.cohort, title=f"Träff {n}", starts_at=ahead(14 + n))
            for n in range(1, dates + 1)
        ]
        return self

    async def registers(self, email=ANNA, session_ids=None):
        return await self.organiser.register(self.cohort, email, session_ids, now=times.now())

    async def withdraws(self, registration):
        await withdraw.withdraw(self.organiser.pool, self.caller(), registration, session_ids=None)

    async def cancels(self, number=0):
        await cancel_session.cancel(self.organiser.pool, self.caller(), self.sessions[number], reason=None)

    async def moves(self):
        person = await self.organiser.pool.fetchval("select id from person where email = $1", ANNA)
        await change_person.change(
            self.organiser.pool, self.caller(), person, PersonChanges(email=NEW), version=None
        )

    async def mails(self, to=ANNA):
        """The mails to an address that have come since the last call, and how each is to be read."""
        self.both.post.start()
        await self.both.settle()
        await self.both.post.stop()
        new = [mail for mail in map(read, self.both.post.mailbox.raws()[self.seen :]) if mail.to == to]
        return sorted(new, key=lambda mail: mail.kind)

    def look(self):
        """Leave out the mails so far."""
        self.seen = len(self.both.post.mailbox.raws())


@pytest.fixture
async def story(both):
    return await Story(both).begin()


def said(mails):
    return [(mail.kind, mail.calendar_value("METHOD") if mail.calendar else None) for mail in mails]


async def test_who_leaves_and_registers_anew_at_once_hears_of_no_withdrawal(story):
    first = await story.registers()
    await story.mails()
    story.look()
    await story.withdraws(first)
    second = await story.registers()

    removal, confirmation = mails = await story.mails()

    assert said(mails) == [("calendar", "CANCEL"), ("confirmation", "REQUEST")]
    assert "Du är anmäld som förut." in removal.text
    assert removal.link("r") == confirmation.link("r")
    assert ids.calendar_uid(await seat_of(story, first)) == removal.calendar_value("UID")
    assert ids.calendar_uid(await seat_of(story, second)) == confirmation.calendar_value("UID")
    assert await story.both.broken() == []


async def seat_of(story, registration):
    return await story.organiser.pool.fetchval("select id from seat where registration_id = $1", registration)


async def test_who_leaves_registers_anew_and_leaves_again_is_told_once_of_one_withdrawal(story):
    first = await story.registers()
    await story.mails()
    story.look()
    await story.withdraws(first)
    await story.withdraws(await story.registers())

    assert said(await story.mails()) == [("calendar", "CANCEL"), ("withdrawal", None)]
    assert said(await story.mails()) == [("calendar", "CANCEL"), ("withdrawal", None)]  # nothing more
    assert await story.both.broken() == []


async def test_a_withdrawal_after_the_new_confirmation_is_told_once(story):
    first = await story.registers()
    await story.mails()
    await story.withdraws(first)
    second = await story.registers()
    await story.mails()
    story.look()
    await story.withdraws(second)

    assert said(await story.mails()) == [("withdrawal", "CANCEL")]


async def test_a_date_that_is_left_out_of_the_new_registration_is_told_to_be_given_up(both):
    story = await Story(both).begin(dates=2)
    first = await story.registers()
    await story.mails()
    story.look()
    await story.withdraws(first)
    await story.registers(session_ids=story.sessions[:1])

    mails = await story.mails()

    assert said(mails) == [("calendar", "CANCEL"), ("confirmation", "REQUEST"), ("withdrawal", "CANCEL")]
    assert "Träff 2" in mails[2].text
    assert "Träff 1" not in mails[2].text
    assert mails[2].link("r") == mails[1].link("r")


async def test_who_has_lost_the_seat_meanwhile_reads_that_they_wait_and_not_that_all_is_as_before(both):
    story = await Story(both).begin(capacity=1)
    first = await story.registers()
    await story.mails()
    await story.registers("bo@skola.example")
    await story.mails("bo@skola.example")
    story.look()
    await story.withdraws(first)
    await story.registers()

    removal, waiting = await story.mails()

    assert said([removal, waiting]) == [("calendar", "CANCEL"), ("waiting", None)]
    assert "posten för Träff 1 ska bort ur din kalender. Hur du är anmäld nu står i ett eget mejl." in " ".join(removal.text.split())  # fmt: skip
    assert "Du är anmäld som förut" not in removal.text


@pytest.mark.parametrize("loss", ["cancelled", "withdrawn"])
async def test_who_gets_another_address_before_the_loss_is_mailed_reads_of_it_there(story, loss):
    first = await story.registers()
    await story.mails()
    story.look()
    if loss == "cancelled":
        await story.cancels()
    else:
        await story.withdraws(first)
    await story.moves()

    [told] = await story.mails(NEW)
    [farewell] = await story.mails()

    kind = "cancellation" if loss == "cancelled" else "withdrawal"
    assert said([told, farewell]) == [(kind, None), ("calendar", "CANCEL")]
    assert await story.both.broken() == []


async def test_a_loss_is_told_at_the_new_address_also_where_no_confirmations_are_sent(both):
    story = await Story(both).begin(dates=2, confirmations=False)
    await story.registers()
    await story.mails()
    story.look()
    await story.cancels(1)
    await story.moves()

    assert said(await story.mails(NEW)) == [("calendar", "REQUEST"), ("cancellation", None)]
