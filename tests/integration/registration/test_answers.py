"""What people answer is kept as long as it is needed: erased after the sessions, said how many, never whose."""

import asyncio
import logging
from datetime import date, datetime, timedelta

import pytest

from services.registration.actions.cohorts import (
    change_question,
    copy_cohort,
    create_question,
    delete_question,
    set_consent,
)
from services.registration.actions.registrations import register, withdraw
from services.registration.actions.sessions import cancel_session
from services.registration.actions.upkeep import erase_sensitive_answers
from services.registration.domain.answer import CheckedAnswers
from services.registration.domain.errors import FieldsRefused, QuestionAnswered
from services.registration.domain.question import Condition, NewQuestion, Option, QuestionChanges
from services.registration.store import answers, questions
from services.registration.store.transaction import transaction
from services.registration.store.views import my_data
from shared import times
from tests.support.caller import a_caller, an_initiator
from tests.support.registration import NOW, an_applicant
from tests.support.waiting import until

MORNING_AFTER = times.start_of_day(date(2026, 2, 4))  # the session is on the third


async def ask(office, cohort_id, **said):
    new = NewQuestion(
        **{"cohort_id": cohort_id, "kind": "text", "label": "Allergi", "sensitive": True} | said
    )
    return await create_question.create(office.pool, a_caller(office.organiser_id), new)


async def answer(office, cohort_id, email, session_ids=None, **answers):
    return await register.register(
        office.batcher, a_caller(office.organiser_id, now=NOW), cohort_id, an_applicant(email), session_ids=session_ids,
        answers=answers,
    )  # fmt: skip


async def left(office):
    rows = await office.pool.fetch("select question_id, answer from sensitive_answer order by answer")
    return [(row["question_id"], row["answer"]) for row in rows]


async def erase(office, now: datetime) -> int:
    return await erase_sensitive_answers.erase(office.pool, an_initiator(now=now))


async def test_sensitive_answers_go_the_day_after_the_session_and_it_is_said_how_many(office, caplog):
    cohort_id = await office.cohort()
    await office.session(cohort_id)
    question_id = await ask(office, cohort_id)
    for number in range(2):
        await answer(office, cohort_id, f"p{number}@skola.example", **{str(question_id): "Nötter"})

    with caplog.at_level(logging.INFO):
        assert await erase(office, MORNING_AFTER - timedelta(seconds=1)) == 0
        assert len(await left(office)) == 2
        assert await erase(office, MORNING_AFTER) == 2

    assert await left(office) == []
    said = [(record.message, record.count) for record in caplog.records if "answers" in record.message]
    assert said == [("answers.erased", 2)]
    row = await office.pool.fetchrow("select erased_at, erased from question where id = $1", question_id)
    assert tuple(row) == (MORNING_AFTER, 2)
    assert await erase(office, MORNING_AFTER + timedelta(days=1)) == 0
    assert await office.pool.fetchval("select erased_at from question") == MORNING_AFTER


async def test_a_question_about_one_session_goes_before_one_about_all(office):
    cohort_id = await office.cohort()
    first = await office.session(cohort_id)
    await office.session(cohort_id, on=date(2026, 3, 1))
    about_one, about_all = await ask(office, cohort_id, session_id=first), await ask(office, cohort_id)
    await answer(office, cohort_id, "a@skola.example", **{str(about_one): "Ett", str(about_all): "Alla"})

    assert await erase(office, MORNING_AFTER) == 1
    assert await left(office) == [(about_all, "Alla")]
    assert await erase(office, times.start_of_day(date(2026, 3, 2))) == 1


async def test_whoever_withdraws_leaves_no_sensitive_answer_and_the_ordinary_ones_stay(office):
    cohort_id = await office.cohort()
    await office.session(cohort_id)
    secret, plain = await ask(office, cohort_id), await ask(office, cohort_id, sensitive=False)
    stays = await answer(office, cohort_id, "a@skola.example", **{str(secret): "Kvar", str(plain): "Ja"})
    leaves = await answer(office, cohort_id, "b@skola.example", **{str(secret): "Borta", str(plain): "Nej"})
    await withdraw.withdraw(office.pool, a_caller(office.organiser_id, now=NOW), leaves, session_ids=None)

    assert await erase(office, NOW) == 1

    assert await left(office) == [(secret, "Kvar")]
    rows = await office.pool.fetch("select id, answers from registration")
    assert {row["id"]: row["answers"] for row in rows} == {
        stays: {str(plain): "Ja"},
        leaves: {str(plain): "Nej"},
    }
    assert await office.pool.fetchval("select erased_at from question where id = $1", secret) is None


async def test_whoever_leaves_one_date_leaves_no_answer_about_it(office):
    cohort_id = await office.cohort()
    first, second = await office.session(cohort_id), await office.session(cohort_id, on=date(2026, 3, 1))
    about_one, about_all = await ask(office, cohort_id, session_id=first), await ask(office, cohort_id)
    given = {str(about_one): "Ett", str(about_all): "Alla"}
    registration_id = await answer(office, cohort_id, "a@skola.example", **given)
    await withdraw.withdraw(
        office.pool, a_caller(office.organiser_id, now=NOW), registration_id, session_ids=[first]
    )

    assert await erase(office, NOW) == 1
    assert await left(office) == [(about_all, "Alla")]
    assert second


async def test_when_all_is_called_off_nobody_needs_the_answers(office):
    cohort_id = await office.cohort()
    session_id = await office.session(cohort_id)
    question_id = await ask(office, cohort_id)
    await answer(office, cohort_id, "a@skola.example", **{str(question_id): "Nötter"})
    await cancel_session.cancel(office.pool, a_caller(office.organiser_id, now=NOW), session_id, reason=None)

    assert await erase(office, NOW) == 1


async def test_the_answers_of_another_organiser_are_weighed_by_its_own_dates(office):
    from tests.support.registration import an_office

    cohort_id = await office.cohort()
    await office.session(cohort_id)
    mine = await ask(office, cohort_id)
    await answer(office, cohort_id, "a@skola.example", **{str(mine): "Mitt"})
    other = await an_office(office.pool, "granne")
    theirs = await other.cohort()
    await other.session(theirs, on=date(2026, 6, 1))
    their_question = await ask(other, theirs)
    await answer(other, theirs, "a@skola.example", **{str(their_question): "Deras"})

    assert await erase(office, MORNING_AFTER) == 1
    assert await left(office) == [(their_question, "Deras")]


async def test_a_copy_asks_the_same_of_its_own_sessions_and_nobody_has_answered(office):
    cohort_id = await office.cohort()
    session_id = await office.session(cohort_id)
    options = (Option(value="ja", label="Ja"), Option(value="nej", label="Nej"))
    first = await ask(
        office, cohort_id, kind="one_of", options=options, label="Först", label_en="First", help="Därför"
    )
    await ask(
        office, cohort_id, label="Sedan", session_id=session_id, required=True,
        condition=Condition(question_id=first, values=("ja",)),
    )  # fmt: skip
    gone = await ask(office, cohort_id, label="Förr", sensitive=False)
    await change_question.change(
        office.pool,
        a_caller(office.organiser_id, now=NOW),
        gone,
        QuestionChanges(),
        retired=True,
        version=None,
    )
    await answer(office, cohort_id, "a@skola.example", **{str(first): "nej"})
    for text in ("Gammal", "Ny text"):
        await set_consent.set_consent(
            office.pool, a_caller(office.organiser_id, now=NOW), cohort_id, text=text, text_en="New"
        )

    copied = await copy_cohort.copy(
        office.pool,
        a_caller(office.organiser_id, now=NOW),
        cohort_id,
        name="Hösten",
        first_session_on=date(2026, 9, 1),
    )

    async with office.pool.acquire() as conn:
        found = await questions.read(conn, office.organiser_id, copied)
    new_session = await office.pool.fetchval("select id from session where cohort_id = $1", copied)
    one, two = found.questions
    assert (one.label, one.label_en, one.help, one.options, one.sensitive) == (
        "Först",
        "First",
        "Därför",
        options,
        True,
    )
    assert (two.label, two.session_id, two.required) == ("Sedan", new_session, True)
    assert two.condition == Condition(question_id=one.id, values=("ja",))
    assert (found.consent.version, found.consent.text, found.consent.text_en) == (1, "Ny text", "New")
    assert await office.pool.fetchval("select asks from cohort where id = $1", copied)
    assert len(await left(office)) == 1


async def test_a_cohort_says_whether_it_asks_anything(office):
    cohort_id = await office.cohort()

    async def asks():
        return await office.pool.fetchval("select asks from cohort where id = $1", cohort_id)

    async def consent(text):
        await set_consent.set_consent(
            office.pool, a_caller(office.organiser_id, now=NOW), cohort_id, text=text, text_en=None
        )

    async def retire(question_id, *, retired):
        await change_question.change(
            office.pool,
            a_caller(office.organiser_id, now=NOW),
            question_id,
            QuestionChanges(),
            retired=retired,
            version=None,
        )

    assert not await asks()
    question_id = await ask(office, cohort_id)
    assert await asks()
    await retire(question_id, retired=True)
    assert not await asks()
    await retire(question_id, retired=False)
    assert await asks()
    await delete_question.delete(office.pool, a_caller(office.organiser_id), question_id)
    assert not await asks()
    await consent("Ja")
    assert await asks()
    await consent(None)
    assert not await asks()


async def test_a_question_is_not_taken_away_while_somebody_answers_it(office):
    cohort_id = await office.cohort()
    await office.session(cohort_id)
    question_id = await ask(office, cohort_id)
    registration_id = await answer(office, cohort_id, "a@skola.example")
    async with transaction(office.pool) as conn:
        await answers.lock(conn, office.organiser_id, registration_id, now=NOW)
        removing = asyncio.create_task(
            delete_question.delete(office.pool, a_caller(office.organiser_id), question_id)
        )
        await until(lambda: waits(office))
        given = CheckedAnswers(ordinary={}, sensitive={question_id: "Nötter"})
        await answers.store_beside(conn, office.organiser_id, registration_id, given, consent=None, now=NOW)

    with pytest.raises(QuestionAnswered):
        await removing
    assert await left(office) == [(question_id, "Nötter")]


async def waits(office) -> bool:
    """Whether somebody waits for a lock in this database."""
    return await office.pool.fetchval(
        "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"
    )


async def test_whoever_was_not_asked_is_registered_without_answers(office):
    cohort_id = await office.cohort()
    await office.session(cohort_id)
    await ask(office, cohort_id, required=True)

    with pytest.raises(FieldsRefused):
        await answer(office, cohort_id, "a@skola.example")
    registration_id = await register.register(
        office.batcher,
        a_caller(office.organiser_id, now=NOW),
        cohort_id,
        an_applicant(),
        session_ids=None,
        answers=None,
    )

    assert await office.status(registration_id) == "registered"


async def test_ones_own_file_has_every_answer_in_words_and_what_was_agreed_to(office):
    cohort_id = await office.cohort()
    await office.session(cohort_id)
    secret = await ask(office, cohort_id)
    plain = await ask(office, cohort_id, label="Transport", sensitive=False)
    await set_consent.set_consent(
        office.pool, a_caller(office.organiser_id, now=NOW), cohort_id, text="Bilder", text_en=None
    )
    await register.register(
        office.batcher, a_caller(office.organiser_id, now=NOW), cohort_id, an_applicant(), session_ids=None, consent=1,
        answers={str(secret): "Nötter", str(plain): "Tåg"},
    )  # fmt: skip

    async with office.pool.acquire() as conn:
        person_id = await conn.fetchval("select id from person")
        whole = await my_data.read(conn, office.organiser_id, person_id)

    [registration] = whole["registrations"]
    assert registration["answers"] == {}
    assert registration["questions"] == [
        {"question": "Allergi", "answer": "Nötter", "sensitive": True},
        {"question": "Transport", "answer": "Tåg", "sensitive": False},
    ]
    assert registration["consent"] == {"version": 1, "text": "Bilder", "text_en": None, "consented_at": NOW}
