"""A person comes into the database in many ways; after an erasure none of them has left anything behind."""

from datetime import timedelta

from services.registration.actions.directory import change_person, forget_person
from services.registration.actions.invitations import answer_forwarded, invite
from services.registration.actions.public import enquire, subscribe_to_opening
from services.registration.actions.registrations import join_meeting, register_colleagues, substitute
from services.registration.actions.registrations.register_colleagues import Colleague
from services.registration.actions.sessions import change_session
from services.registration.domain.changes import Changes
from services.registration.domain.directory.person import NewPerson
from services.registration.domain.enquiry import NewEnquiry
from shared import times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.registration import an_applicant

NAME, ADDRESS = "Zefyrina Qvistgaard", "zefyrina@unikadress.example"
WORDS = ("zefyrina", "qvistgaard", "unikadress")
OTHER, OTHER_ADDRESS = "Ylva Orörd", "ylva@annanstans.example"


def words_found(both) -> list[str]:
    text = both.dumped().lower()
    assert OTHER_ADDRESS in text, "the search finds what is there"
    return [word for word in WORDS if word in text]


class Ways:
    """Every way in which a person's data enters, one method each."""

    def __init__(self, both):
        self.both, self.organiser = both, both.organiser
        self.pool = both.organiser.pool

    def caller(self, kind="system", **more):
        return a_caller(self.organiser.organiser_id, now=times.now(), kind=kind, **more)

    async def cohort(self, **fields):
        cohort_id = await self.organiser.cohort(**fields)
        at = ahead(14)
        session_id = await self.organiser.session(cohort_id, starts_at=at, ends_at=at + timedelta(hours=2))
        return cohort_id, session_id

    async def by_the_api(self):
        new = NewPerson(name=NAME, email=ADDRESS)
        return await change_person.create(self.pool, self.caller("token", role="admin"), new)

    async def by_the_form_with(self, name, address):
        cohort_id, _ = await self.cohort()
        return await self.organiser.register(cohort_id, address, name=name, now=times.now())

    async def as_a_colleague_and_with_one(self):
        """The person registers a colleague who has no address, with their own."""
        cohort_id, session_id = await self.cohort()
        colleagues = [
            Colleague(applicant=an_applicant(ADDRESS, NAME), shares=False),
            Colleague(applicant=an_applicant(ADDRESS, "Kim Kollega"), shares=True),
        ]
        await register_colleagues.register_colleagues(
            self.pool, self.caller("visitor"), cohort_id, colleagues,
            session_ids=[session_id], confirmations=True, may_wait=True,
        )  # fmt: skip
        return session_id

    async def as_a_substitute(self):
        registration_id = await self.by_the_form_with(OTHER, OTHER_ADDRESS)
        await substitute.send_substitute(
            self.pool,
            self.caller(),
            registration_id,
            substitute=an_applicant(ADDRESS, NAME),
            session_ids=None,
        )

    async def by_a_forwarded_invitation(self):
        cohort_id, session_id = await self.cohort(forwarding="open")
        await self.organiser.person("Inger Inbjuden", await self.organiser.organisation("Skolan"))
        audience = await self.organiser.audience(everyone=True)
        rule = await self.organiser.rule(cohort_id, audience, kind="inbjudan")
        await invite.invite(self.pool, self.caller(), cohort_id, invitation_rule_ids=[rule])
        invited = (await self.organiser.invitations(cohort_id))["Inger Inbjuden"]
        await answer_forwarded.answer_forwarded(
            self.pool,
            self.caller("visitor"),
            invited["id"],
            an_applicant(ADDRESS, NAME),
            session_ids=[session_id],
        )

    async def as_a_guest_of_another(self):
        cohort_id = await self.organiser.cohort(forwarding="open")
        now = times.now()
        await self.organiser.session(
            cohort_id, starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(hours=1),
            mode="digital", join_url="https://meet.example/rum",
        )  # fmt: skip
        registration_id = await self.organiser.register(cohort_id, OTHER_ADDRESS, name=OTHER, now=now)
        seat_id = await self.pool.fetchval("select id from seat where registration_id = $1", registration_id)
        await join_meeting.join_as_guest(self.pool, self.caller("visitor"), seat_id, name=NAME.upper())

    async def by_an_enquiry(self):
        new = NewEnquiry(
            subject=f"En dag med {NAME}", organisation="Qvistgaard konsult", name=NAME, email=ADDRESS, language="sv",
            audience="Zefyrinas kollegor", wanted_when="När Zefyrina kan", message=NAME, reference="Qvistgaard 12",
        )  # fmt: skip
        await enquire.enquire(self.pool, self.caller("visitor"), new)

    async def by_asking_to_be_told(self):
        await subscribe_to_opening.subscribe(
            self.pool, self.caller("visitor"), programme_id=None, email=ADDRESS
        )


async def test_an_erasure_finds_what_came_in_by_every_way(both):
    both.post.start()
    ways = Ways(both)
    person_id = await ways.by_the_api()
    await ways.by_the_form_with(NAME, ADDRESS)
    session_id = await ways.as_a_colleague_and_with_one()
    await ways.as_a_substitute()
    await ways.by_a_forwarded_invitation()
    await ways.as_a_guest_of_another()
    await ways.by_an_enquiry()
    await ways.by_asking_to_be_told()
    await both.settle()
    assert set(words_found(both)) == set(WORDS)

    await forget_person.forget(both.organiser.pool, ways.caller(), person_id)
    await both.settle()

    assert words_found(both) == []
    assert await both.broken() == []
    before = len(both.post.mailbox.raws())
    await _move(both, ways, session_id)
    await both.settle()
    assert len(both.post.mailbox.raws()) == before, "nothing goes to the address for a colleague's sake"
    assert words_found(both) == []


async def test_a_colleague_keeps_the_seat_when_the_owner_of_their_address_is_erased(both):
    both.post.start()
    ways = Ways(both)
    await ways.by_the_form_with(OTHER, OTHER_ADDRESS)
    session_id = await ways.as_a_colleague_and_with_one()
    await both.settle()
    owner = await both.organiser.pool.fetchval("select id from person where email_key = $1", ADDRESS)

    await forget_person.forget(both.organiser.pool, ways.caller(), owner)
    await both.settle()

    rows = await both.organiser.pool.fetch(
        """select p.name, p.email, s.status from person p join registration r on r.person_id = p.id
             join seat s on s.registration_id = r.id where s.session_id = $1 and s.status <> 'withdrawn'""",
        session_id,
    )
    assert [tuple(row) for row in rows] == [("Kim Kollega", None, "confirmed")]


async def test_mail_reaches_a_colleague_again_once_they_have_an_address_of_their_own(both):
    both.post.start()
    ways = Ways(both)
    await ways.by_the_form_with(OTHER, OTHER_ADDRESS)
    session_id = await ways.as_a_colleague_and_with_one()
    owner = await both.organiser.pool.fetchval("select id from person where email_key = $1", ADDRESS)
    await forget_person.forget(both.organiser.pool, ways.caller(), owner)
    await both.settle()
    kim = await both.organiser.pool.fetchval("select id from person where name = 'Kim Kollega'")

    changes = Changes(email="kim@annanstans.example")
    await change_person.change(both.organiser.pool, ways.caller(), kim, changes, version=None)
    await _move(both, ways, session_id)
    await both.settle()

    assert any(b"kim@annanstans.example" in raw for raw in both.post.mailbox.raws())


async def _move(both, ways, session_id) -> None:
    at = ahead(15)
    changes = Changes(starts_at=at, ends_at=at + timedelta(hours=2))
    await change_session.change(
        both.organiser.pool, ways.caller(), session_id, changes, version=None, silent=False, reason=None
    )
