"""Sensitive answers are erased once the sessions are over, and only their number is logged."""

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


async def ask(organiser, cohort_id, **fields):
    new = NewQuestion(
        **{"cohort_id": cohort_id, "kind": "text", "label": "Allergi", "sensitive": True} | fields
    )
    return await create_question.create(organiser.pool, a_caller(organiser.organiser_id), new)


async def answer(organiser, cohort_id, email, session_ids=None, **answers):
    return await register.register(
        organiser.batcher, a_caller(organiser.organiser_id, now=NOW), cohort_id, an_applicant(email), session_ids=session_ids,
        answers=answers,
    )  # fmt: skip


async def stored_sensitive_answers(organiser):
    rows = await organiser.pool.fetch("select question_id, answer from sensitive_answer order by answer")
    return [(row["question_id"], row["answer"]) for row in rows]


async def erase(organiser, now: datetime) -> int:
    return await erase_sensitive_answers.erase(organiser.pool, an_initiator(now=now))


async def test_sensitive_answers_are_erased_the_day_after_the_session_and_their_number_logged(
    organiser, caplog
):
    cohort_id = await organiser.cohort()
    await organiser.session(cohort_id)
    question_id = await ask(organiser, cohort_id)
    for number in range(2):
        await answer(organiser, cohort_id, f"p{number}@skola.example", **{str(question_id): "Nötter"})

    with caplog.at_level(logging.INFO):
        assert await erase(organiser, MORNING_AFTER - timedelta(seconds=1)) == 0
        assert len(await stored_sensitive_answers(organiser)) == 2
        assert await erase(organiser, MORNING_AFTER) == 2

    assert await stored_sensitive_answers(organiser) == []
    logged = [(record.message, record.count) for record in caplog.records if "answers" in record.message]
    assert logged == [("answers.erased", 2)]
    row = await organiser.pool.fetchrow("select erased_at, erased from question where id = $1", question_id)
    assert tuple(row) == (MORNING_AFTER, 2)
    assert await erase(organiser, MORNING_AFTER + timedelta(days=1)) == 0
    assert await organiser.pool.fetchval("select erased_at from question") == MORNING_AFTER


async def test_sensitive_answers_about_one_session_are_erased_before_those_about_all(organiser):
    cohort_id = await organiser.cohort()
    first = await organiser.session(cohort_id)
    await organiser.session(cohort_id, on=date(2026, 3, 1))
    about_one, about_all = await ask(organiser, cohort_id, session_id=first), await ask(organiser, cohort_id)
    await answer(organiser, cohort_id, "a@skola.example", **{str(about_one): "Ett", str(about_all): "Alla"})

    assert await erase(organiser, MORNING_AFTER) == 1
    assert await stored_sensitive_answers(organiser) == [(about_all, "Alla")]
    assert await erase(organiser, times.start_of_day(date(2026, 3, 2))) == 1


async def test_a_withdrawal_erases_sensitive_answers_and_keeps_ordinary_ones(organiser):
    cohort_id = await organiser.cohort()
    await organiser.session(cohort_id)
    secret, plain = await ask(organiser, cohort_id), await ask(organiser, cohort_id, sensitive=False)
    stays = await answer(organiser, cohort_id, "a@skola.example", **{str(secret): "Kvar", str(plain): "Ja"})
    leaves = await answer(
        organiser, cohort_id, "b@skola.example", **{str(secret): "Borta", str(plain): "Nej"}
    )
    await withdraw.withdraw(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), leaves, session_ids=None
    )

    assert await erase(organiser, NOW) == 1

    assert await stored_sensitive_answers(organiser) == [(secret, "Kvar")]
    rows = await organiser.pool.fetch("select id, answers from registration")
    assert {row["id"]: row["answers"] for row in rows} == {
        stays: {str(plain): "Ja"},
        leaves: {str(plain): "Nej"},
    }
    assert await organiser.pool.fetchval("select erased_at from question where id = $1", secret) is None


async def test_a_withdrawal_from_one_session_erases_the_sensitive_answers_about_it(organiser):
    cohort_id = await organiser.cohort()
    first, second = (
        await organiser.session(cohort_id),
        await organiser.session(cohort_id, on=date(2026, 3, 1)),
    )
    about_one, about_all = await ask(organiser, cohort_id, session_id=first), await ask(organiser, cohort_id)
    submitted = {str(about_one): "Ett", str(about_all): "Alla"}
    registration_id = await answer(organiser, cohort_id, "a@skola.example", **submitted)
    await withdraw.withdraw(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), registration_id, session_ids=[first]
    )

    assert await erase(organiser, NOW) == 1
    assert await stored_sensitive_answers(organiser) == [(about_all, "Alla")]
    assert second


async def test_sensitive_answers_are_erased_when_every_session_is_cancelled(organiser):
    cohort_id = await organiser.cohort()
    session_id = await organiser.session(cohort_id)
    question_id = await ask(organiser, cohort_id)
    await answer(organiser, cohort_id, "a@skola.example", **{str(question_id): "Nötter"})
    await cancel_session.cancel(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), session_id, reason=None
    )

    assert await erase(organiser, NOW) == 1


async def test_sensitive_answers_of_another_organiser_are_kept_until_its_own_sessions_are_over(organiser):
    from tests.support.registration import an_organiser

    cohort_id = await organiser.cohort()
    await organiser.session(cohort_id)
    mine = await ask(organiser, cohort_id)
    await answer(organiser, cohort_id, "a@skola.example", **{str(mine): "Mitt"})
    other = await an_organiser(organiser.pool, "granne")
    theirs = await other.cohort()
    await other.session(theirs, on=date(2026, 6, 1))
    their_question = await ask(other, theirs)
    await answer(other, theirs, "a@skola.example", **{str(their_question): "Deras"})

    assert await erase(organiser, MORNING_AFTER) == 1
    assert await stored_sensitive_answers(organiser) == [(their_question, "Deras")]


async def test_a_copied_cohort_has_the_same_questions_and_consent_but_no_answers(organiser):
    cohort_id = await organiser.cohort()
    session_id = await organiser.session(cohort_id)
    options = (Option(value="ja", label="Ja"), Option(value="nej", label="Nej"))
    first = await ask(
        organiser, cohort_id, kind="one_of", options=options, label="Först", label_en="First", help="Därför"
    )
    await ask(
        organiser, cohort_id, label="Sedan", session_id=session_id, required=True,
        condition=Condition(question_id=first, values=("ja",)),
    )  # fmt: skip
    retired_question = await ask(organiser, cohort_id, label="Förr", sensitive=False)
    await change_question.change(
        organiser.pool,
        a_caller(organiser.organiser_id, now=NOW),
        retired_question,
        QuestionChanges(),
        retired=True,
        version=None,
    )
    await answer(organiser, cohort_id, "a@skola.example", **{str(first): "nej"})
    for text in ("Gammal", "Ny text"):
        await set_consent.set_consent(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort_id, text=text, text_en="New"
        )

    copied = (
        await copy_cohort.copy(
            organiser.pool,
            a_caller(organiser.organiser_id, now=NOW),
            cohort_id,
            name="Hösten",
            first_session_on=date(2026, 9, 1),
        )
    ).id

    async with organiser.pool.acquire() as conn:
        found = await questions.read(conn, organiser.organiser_id, copied)
    new_session = await organiser.pool.fetchval("select id from session where cohort_id = $1", copied)
    first_copy, second_copy = found.questions
    assert (
        first_copy.label,
        first_copy.label_en,
        first_copy.help,
        first_copy.options,
        first_copy.sensitive,
    ) == (
        "Först",
        "First",
        "Därför",
        options,
        True,
    )
    assert (second_copy.label, second_copy.session_id, second_copy.required) == ("Sedan", new_session, True)
    assert second_copy.condition == Condition(question_id=first_copy.id, values=("ja",))
    assert (found.consent.version, found.consent.text, found.consent.text_en) == (1, "Ny text", "New")
    assert await organiser.pool.fetchval("select asks from cohort where id = $1", copied)
    assert len(await stored_sensitive_answers(organiser)) == 1


async def test_a_cohort_is_marked_as_asking_while_it_has_questions_or_a_consent(organiser):
    cohort_id = await organiser.cohort()

    async def asks():
        return await organiser.pool.fetchval("select asks from cohort where id = $1", cohort_id)

    async def consent(text):
        await set_consent.set_consent(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort_id, text=text, text_en=None
        )

    async def retire(question_id, *, retired):
        await change_question.change(
            organiser.pool,
            a_caller(organiser.organiser_id, now=NOW),
            question_id,
            QuestionChanges(),
            retired=retired,
            version=None,
        )

    assert not await asks()
    question_id = await ask(organiser, cohort_id)
    assert await asks()
    await retire(question_id, retired=True)
    assert not await asks()
    await retire(question_id, retired=False)
    assert await asks()
    await delete_question.delete(organiser.pool, a_caller(organiser.organiser_id), question_id)
    assert not await asks()
    await consent("Ja")
    assert await asks()
    await consent(None)
    assert not await asks()


async def test_a_question_cannot_be_deleted_while_somebody_answers_it(organiser):
    cohort_id = await organiser.cohort()
    await organiser.session(cohort_id)
    question_id = await ask(organiser, cohort_id)
    registration_id = await answer(organiser, cohort_id, "a@skola.example")
    async with transaction(organiser.pool) as conn:
        await answers.lock(conn, organiser.organiser_id, registration_id, now=NOW)
        removing = asyncio.create_task(
            delete_question.delete(organiser.pool, a_caller(organiser.organiser_id), question_id)
        )
        await until(lambda: somebody_waits_for_a_lock(organiser))
        checked_answers = CheckedAnswers(ordinary={}, sensitive={question_id: "Nötter"})
        await answers.store_sensitive(
            conn, organiser.organiser_id, registration_id, checked_answers, consent=None, now=NOW
        )

    with pytest.raises(QuestionAnswered):
        await removing
    assert await stored_sensitive_answers(organiser) == [(question_id, "Nötter")]


async def somebody_waits_for_a_lock(organiser) -> bool:
    """Whether somebody waits for a lock in this database."""
    return await organiser.pool.fetchval(
        "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"
    )


async def test_a_registration_is_stored_without_answers_if_the_questions_were_not_asked(organiser):
    cohort_id = await organiser.cohort()
    await organiser.session(cohort_id)
    await ask(organiser, cohort_id, required=True)

    with pytest.raises(FieldsRefused):
        await answer(organiser, cohort_id, "a@skola.example")
    registration_id = await register.register(
        organiser.batcher,
        a_caller(organiser.organiser_id, now=NOW),
        cohort_id,
        an_applicant(),
        session_ids=None,
        answers=None,
    )

    assert await organiser.status(registration_id) == "registered"


async def test_the_personal_data_of_a_person_contain_answers_in_words_and_the_consent(organiser):
    cohort_id = await organiser.cohort()
    await organiser.session(cohort_id)
    secret = await ask(organiser, cohort_id)
    plain = await ask(organiser, cohort_id, label="Transport", sensitive=False)
    await set_consent.set_consent(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort_id, text="Bilder", text_en=None
    )
    await register.register(
        organiser.batcher, a_caller(organiser.organiser_id, now=NOW), cohort_id, an_applicant(), session_ids=None, consent=1,
        answers={str(secret): "Nötter", str(plain): "Tåg"},
    )  # fmt: skip

    async with organiser.pool.acquire() as conn:
        person_id = await conn.fetchval("select id from person")
        whole = await my_data.read(conn, organiser.organiser_id, person_id)

    [registration] = whole["registrations"]
    assert registration["answers"] == {}
    assert registration["questions"] == [
        {"question": "Allergi", "answer": "Nötter", "sensitive": True},
        {"question": "Transport", "answer": "Tåg", "sensitive": False},
    ]
    assert registration["consent"] == {"version": 1, "text": "Bilder", "text_en": None, "consented_at": NOW}
