"""Erasure: the person is mailed the cancellations, then disappears from every table of both services."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from services.registration.actions.cohorts import create_question
from services.registration.actions.directory import forget_person
from services.registration.actions.invitations import answer_invitation, invite
from services.registration.actions.registrations import register
from services.registration.domain.errors import NotFound
from services.registration.domain.question import NewQuestion
from services.registration.store import erasures
from services.registration.store.access import idempotency
from services.registration.store.access.idempotency import StoredResponse
from services.registration.store.outgoing import everything
from shared import ids, times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.registration import an_applicant
from tests.support.waiting import until

NAME, ADDRESS = "Zefyrina Qvistgaard", "zefyrina@unikadress.example"
WORDS = ("zefyrina", "qvistgaard", "unikadress")
OTHER, OTHER_ADDRESS = "Ylva Orörd", "ylva@annanstans.example"


def words_found(both) -> list[str]:
    """The words about the erased person that are still found in a dump of the database."""
    text = both.dumped().lower()
    assert OTHER_ADDRESS in text, "the search finds what is there"
    return [word for word in WORDS if word in text]


async def a_session(both, cohort_id, days: int, **fields):
    at = ahead(days)
    return await both.organiser.session(cohort_id, starts_at=at, ends_at=at + timedelta(hours=2), **fields)


async def register_person(both, cohort_id, name: str, address: str, **answers):
    return await register.register(
        both.organiser.batcher, a_caller(both.organiser.organiser_id, now=times.now()), cohort_id, an_applicant(address, name),
        session_ids=None, answers=answers,
    )  # fmt: skip


async def add_question(both, cohort_id, **fields) -> str:
    new = NewQuestion(cohort_id=cohort_id, **fields)
    return str(await create_question.create(both.organiser.pool, a_caller(both.organiser.organiser_id), new))


async def person_of(both, address: str):
    return await both.organiser.pool.fetchval("select id from person where email_key = $1", address)


async def forget(both, person_id) -> None:
    await forget_person.forget(
        both.organiser.pool, a_caller(both.organiser.organiser_id, now=times.now()), person_id
    )


def mails(both, address: str) -> list:
    read = [message_from_bytes(raw, policy=policy.default) for raw in both.post.mailbox.raws()]
    return [mail for mail in read if address in str(mail["To"])]


def cancels(both, address: str) -> int:
    return sum("METHOD:CANCEL" in part.get_content() for mail in mails(both, address)
               for part in mail.walk() if part.get_content_type() == "text/calendar")  # fmt: skip


@pytest.fixture
async def cohort(both):
    """A cohort with one seat: two sessions to come and one in the past."""
    cohort_id = await both.organiser.cohort(capacity=1)
    for days in (-1, 14, 21):
        await a_session(both, cohort_id, days)
    return cohort_id


async def leave_traces_everywhere(both, cohort_id):
    """Stores personal data of one person in every place that can hold it; returns the registration's and person's ids."""
    organiser = both.organiser
    food = await add_question(both, cohort_id, kind="long_text", label="Mat")
    secret = await add_question(both, cohort_id, kind="long_text", label="Allergi", sensitive=True)
    registration_id = await register_person(
        both, cohort_id, NAME, ADDRESS, **{food: f"{NAME} äter allt", secret: f"{NAME} tål inte nötter"}
    )
    await register_person(both, cohort_id, OTHER, OTHER_ADDRESS, **{food: "Ylva äter inget", secret: "Inga"})
    person_id = await person_of(both, ADDRESS)
    organisation_id = await organiser.organisation("Skolan")
    await organiser.pool.execute(
        "insert into position (organiser_id, id, person_id, organisation_id, role) values ($1, $2, $3, $4, $5)",
        organiser.organiser_id, ids.new(), person_id, organisation_id, f"rektor ({NAME})",
    )  # fmt: skip
    asked_to = await organiser.cohort(name="Hösten")
    await a_session(both, asked_to, 30)
    rule_id = await organiser.rule(asked_to, await organiser.audience(everyone=True), kind="inbjudan")
    await invite.invite(
        organiser.pool,
        a_caller(organiser.organiser_id, now=times.now()),
        asked_to,
        invitation_rule_ids=[rule_id],
    )
    await both.settle()
    [invited] = (await organiser.invitations(asked_to)).values()
    await answer_invitation.answer(
        organiser.pool, a_caller(organiser.organiser_id, now=times.now()), invited["id"], answer="no", session_ids=None, substitute=None,
        message=f"Hälsningar {NAME}", details=None,
    )  # fmt: skip
    seat_id = await organiser.pool.fetchval(
        "select id from seat where registration_id = $1 limit 1", registration_id
    )
    await organiser.pool.execute(
        "insert into guest (organiser_id, id, seat_id, name, came_at) values ($1, $2, $3, $4, now())",
        organiser.organiser_id, ids.new(), seat_id, f"{NAME}s kollega",
    )  # fmt: skip
    await _leave_traces_beside(both, person_id)
    await both.settle()
    return registration_id, person_id


async def _leave_traces_beside(both, person_id) -> None:
    organiser = both.organiser
    token_id = ids.new()
    await organiser.pool.execute(
        "insert into api_token (organiser_id, id, name, role, token_hash) values ($1, $2, 'prov', 'admin', 'x')",
        organiser.organiser_id, token_id,
    )  # fmt: skip
    async with organiser.pool.acquire() as conn:
        kept = StoredResponse(201, f'{{"name": "{NAME}", "email": "{ADDRESS}"}}'.encode())
        await idempotency.keep(conn, token_id, "one", b"hash", kept)
        await conn.execute(
            "update programme set file = $2 where id = $1",
            organiser.programme_id,
            {
                "rows": {
                    "directory.recipients": [
                        {"rows": [str(person_id)], "id": "qvistgaard"},
                        {"rows": [str(ids.new())]},
                    ]
                }
            },
        )
        await conn.execute(
            """insert into outbox (id, organiser_id, kind, payload, status) values ($1, $2, 'person', $3, 'parked')""",
            ids.new(), organiser.organiser_id, f'{{"id": "{person_id}", "name": "{NAME}"}}'.encode(),
        )  # fmt: skip
        await conn.execute(
            """insert into outbox (id, organiser_id, kind, payload, status) values ($1, $2, 'enquiry', $3, 'done')""",
            ids.new(), organiser.organiser_id, f'{{"email": "{ADDRESS.upper()}", "message": "Hej!\\n{NAME}"}}'.encode(),
        )  # fmt: skip
        await conn.execute(
            """insert into enquiry (organiser_id, id, subject, organisation, name, email, message, language, asked_at)
               values ($1, $2, 'En dag', 'Skolan', $3, $4, $3, 'sv', now())""",
            organiser.organiser_id, ids.new(), NAME, ADDRESS.upper(),
        )  # fmt: skip
        await conn.execute(
            """insert into interest (organiser_id, id, email, email_key, language, asked_at)
               values ($1, $2, $3, $3, 'sv', now())""",
            organiser.organiser_id, ids.new(), ADDRESS,
        )  # fmt: skip


async def test_an_erasure_leaves_no_personal_data_in_either_service_and_spares_others(both, cohort):
    both.post.start()
    registration_id, person_id = await leave_traces_everywhere(both, cohort)
    assert set(words_found(both)) == set(WORDS)
    past = await both.organiser.pool.fetchval(
        "select s.id from seat s join session d on d.id = s.session_id where s.registration_id = $1 and d.ends_at < now()",
        registration_id,
    )

    await forget(both, person_id)
    await both.settle()

    assert words_found(both) == []
    assert await both.organiser.pool.fetchval("select count(*) from sensitive_answer") == 1
    assert cancels(both, ADDRESS) == 2
    assert await both.broken() == []
    assert await both.organiser.pool.fetchval(
        "select scrubbed_at is not null from erasure where person_id = $1", person_id
    )
    rows = await both.organiser.pool.fetch(
        """select p.email, d.ends_at < now() as has_been, s.status from seat s join session d on d.id = s.session_id
             join registration r on r.id = s.registration_id join person p on p.id = r.person_id where r.cohort_id = $1""",
        cohort,
    )
    assert {row["status"] for row in rows if row["email"] and not row["has_been"]} == {"confirmed"}, (
        "who waited moved up"
    )
    assert past is None or any(
        row["has_been"] and row["status"] == "confirmed" and not row["email"] for row in rows
    )


async def test_a_resync_after_an_erasure_sends_nothing_and_brings_no_data_back(both, cohort):
    both.post.start()
    _, person_id = await leave_traces_everywhere(both, cohort)
    await forget(both, person_id)
    await both.settle()
    before = len(both.post.mailbox.raws())

    async with both.organiser.pool.acquire() as conn, conn.transaction():
        await everything.tell_everything(conn, replayed_at=times.now())
    await both.settle()

    assert len(both.post.mailbox.raws()) == before
    assert words_found(both) == []


async def test_an_erasure_requested_repeatedly_is_done_once(both, cohort):
    both.post.start()
    registration_id, person_id = await leave_traces_everywhere(both, cohort)
    await forget(both, person_id)
    await forget(both, person_id)
    await both.settle()
    sent = len(both.post.mailbox.raws())

    await forget(both, person_id)
    await both.settle()

    assert len(both.post.mailbox.raws()) == sent
    assert await both.organiser.pool.fetchval("select count(*) from erasure") == 1
    assert (
        await both.organiser.pool.fetchval(
            "select generation from registration where id = $1", registration_id
        )
        == 2
    )


async def test_an_erasure_of_a_person_without_mails_is_done_at_once(both):
    await register_person(both, await _with_a_date(both), OTHER, OTHER_ADDRESS)
    person_id = await both.organiser.person(NAME)
    await both.carry()

    await forget(both, person_id)
    await both.carry()
    await both.scrub()
    await both.carry()

    assert [word for word in words_found(both) if word != "unikadress"] == []


async def test_an_erasure_gives_up_undelivered_mails_after_two_days(both, unused_port):
    cohort_id = await _with_a_date(both)
    await register_person(both, cohort_id, OTHER, OTHER_ADDRESS)
    await register_person(both, cohort_id, NAME, ADDRESS)
    both.post.start()
    await both.settle()
    await both.post.stop()
    both.post.start(port=unused_port)

    await forget(both, await person_of(both, ADDRESS))
    await both.carry()
    await until(lambda: _is_deferred(both))
    await both.post.stop()
    await both.scrub()
    assert words_found(both), "the address is kept as long as mail to it is tried"
    await both.scrub(later=timedelta(hours=49))
    await both.carry()

    assert words_found(both) == []
    statuses = await both.post.statuses()
    assert {status for key, status in statuses.items() if key.startswith("withdrawal")} <= {
        "failed",
        "cancelled",
    }


async def test_a_registration_with_an_erased_address_creates_a_new_person(both):
    cohort_id = await _with_a_date(both)
    await register_person(both, cohort_id, NAME, ADDRESS)
    person_id = await person_of(both, ADDRESS)
    await forget(both, person_id)

    await register_person(both, cohort_id, NAME, ADDRESS)

    assert await person_of(both, ADDRESS) not in {None, person_id}


async def test_an_erasure_of_an_unknown_person_is_refused(both):
    with pytest.raises(NotFound):
        await forget(both, ids.new())
    async with both.organiser.pool.acquire() as conn:
        assert await erasures.list_all(conn) == []


async def _is_deferred(both) -> bool:
    return await both.post.pool.fetchval(
        "select count(*) > 0 from delivery where kind = 'withdrawal' and status = 'deferred'"
    )


async def _with_a_date(both):
    cohort_id = await both.organiser.cohort()
    await a_session(both, cohort_id, 14)
    return cohort_id
