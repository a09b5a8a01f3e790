"""A cohort's questions on the pages: asked in one form, all mistakes reported at once, answers changed later."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.registration.actions.cohorts import change_question, create_question, set_consent
from services.registration.actions.upkeep import erase_sensitive_answers
from services.registration.domain.question import Condition, NewQuestion, Option, QuestionChanges
from services.registration.store import questions
from services.registration.web.pages.questions.form import name_of
from tests.support.caller import a_caller, an_initiator
from tests.support.registration import NOW

YES_NO = (Option(value="a", label="Alfa", label_en="Alpha"), Option(value="b", label="Beta"))


@pytest.fixture
async def ask(site, story):
    """Adds a question to the cohort; returns the name of its form field."""

    async def asking(**fields: Any) -> str:
        organiser = site.organiser
        new = NewQuestion(**{"cohort_id": story.cohort_id, "kind": "text", "label": "Vad vill du?"} | fields)
        question_id = await create_question.create(organiser.pool, a_caller(organiser.organiser_id), new)
        async with organiser.pool.acquire() as conn:
            return name_of(await questions.get(conn, organiser.organiser_id, question_id))

    return asking


async def question_id(site, name):
    return await site.organiser.pool.fetchval(
        "select id from question where 'q-' || right(replace(id::text, '-', ''), 12) = $1", name
    )


async def answers(site, name="Karin Lindgren"):
    """A person's stored answers, by field name: the ordinary ones, and the sensitive ones."""
    registration_id = await site.registration_of(name)
    ordinary = await site.organiser.pool.fetchval(
        "select answers from registration where id = $1", registration_id
    )
    rows = await site.organiser.pool.fetch(
        "select question_id, answer from sensitive_answer where registration_id = $1", registration_id
    )

    def field(key):
        return f"q-{str(key).replace('-', '')[-12:]}"

    return {field(key): value for key, value in ordinary.items()}, {
        field(row["question_id"]): row["answer"] for row in rows
    }


def facts(page):
    """The name and value of each entry in a page's description lists."""
    return {
        row.one("dt").text: row.one("dd").text
        for row in page.root.all("div")
        if row.all("dt") and len(row.all("dt")) == 1
    }


def yes_form(story, **fields):
    return {"answer": "yes", "session_ids": [str(session_id) for session_id in story.sessions]} | fields


async def test_answers_are_stored_with_a_yes_and_my_page_hides_the_sensitive_ones(site, story, ask):
    await story.series(2)
    plain = await ask(required=True, help="Vi planerar efter det.")
    secret = await ask(kind="several_of", label="Specialkost", options=YES_NO, sensitive=True)
    link = await story.invited()
    page = await site.get(link)
    assert "Därför frågar vi: Vi planerar efter det." in page.text
    assert (
        "Vi som ordnar ser hur många som har svarat vad, aldrig vem. Svaret raderas den 18 mars 2026."
        in page.text
    )

    my_page = await site.post(link, yes_form(story, **{plain: " Allt ", secret: ["b", "a"]}))

    assert await answers(site) == ({plain: "Allt"}, {secret: ["a", "b"]})
    shown = await site.get(my_page.partition("?")[0])
    assert facts(shown)["Vad vill du?"] == "Allt"
    assert facts(shown)["Specialkost"] == "Du har svarat. Svaret raderas den 18 mars 2026."
    assert "Alfa" not in shown.text


async def test_the_invitation_form_reports_all_mistakes_in_answers_and_keeps_the_input(site, story, ask):
    await story.series(2)
    text, number = await ask(required=True), await ask(kind="number", label="Hur många?")
    single = await ask(kind="one_of", label="Vilken?", options=YES_NO, required=True)
    several = await ask(kind="several_of", label="Vilka?", options=YES_NO, required=True)
    long = await ask(kind="long_text", label="Berätta")
    link = await story.invited()

    page = await site.refused(link, yes_form(story, name="", **{number: "många", long: "Två\r\nrader & <b>"}))

    assert page.mistakes() == {
        "name": "Skriv ditt namn.",
        text: "Svara på frågan: Vad vill du?",
        number: "Hur många: Skriv ett tal med siffror, till exempel 12 eller 2,5.",
        single: "Svara på frågan: Vilken?",
        several: "Svara på frågan: Vilka?",
    }
    assert (page.value(number), page.value(long)) == ("många", "Två rader & <b>")
    assert page.root.one(id=f"{number}-error").text == (
        "Fel: Skriv ett tal med siffror, till exempel 12 eller 2,5."
    )
    assert await site.organiser.pool.fetchval("select count(*) from registration") == 0


async def test_a_conditional_question_is_required_only_of_those_who_meet_its_condition(site, story, ask):
    await story.series(1)
    lunch = await ask(kind="yes_no", label="Lunch?")
    condition = Condition(question_id=await question_id(site, lunch), values=("yes",))
    what = await ask(label="Vad äter du?", required=True, condition=condition)
    link = await story.invited()
    page = await site.get(link)
    assert "Om du svarade Ja ovan:" in page.text
    [group] = page.root.all("div", **{"data-by": "1"})
    assert group.one(id=what)
    assert page.root.one("input", name=lunch, value="yes")["data-opens"] == "1"

    refused = await site.refused(link, yes_form(story, **{lunch: "yes", what: ""}))
    await site.post(link, yes_form(story, **{lunch: "no", what: "Något som inte gäller"}))

    assert list(refused.mistakes()) == [what]
    assert (await answers(site))[0] == {lunch: False}


async def test_a_question_about_one_session_is_required_only_of_those_who_come_to_it(site, story, ask):
    await story.series(2)
    first, second = story.sessions
    name = await ask(label="Mingel?", required=True, session_id=second)
    link = await story.invited()
    page = await site.get(link)
    assert "Om du kommer till Lärträff 2:" in page.text
    assert page.root.one("input", role="switch", value=str(second))["data-opens"] == "s1"

    refused = await site.refused(link, yes_form(story))
    my_page = await site.post(link, {"answer": "yes", "session_ids": [str(first)], name: "Ja"})

    assert list(refused.mistakes()) == [name]
    assert await answers(site) == ({}, {})
    my_page = my_page.partition("?")[0]
    await site.post(my_page, {"take": str(second)})
    page = await site.get(my_page)
    assert "En fråga väntar på ditt svar." in page.text
    await site.post(f"{my_page}/svar", {name: "Gärna"})
    assert (await answers(site))[0] == {name: "Gärna"}
    assert "väntar" not in (await site.get(my_page)).text


async def test_answers_can_be_changed_on_my_page_until_the_last_day_to_answer(site, story, ask, clock):
    await story.series(2)
    name = await ask()
    secret = await ask(kind="yes_no", label="Teckentolk?", sensitive=True)
    link = await story.invited()
    my_page = (await site.post(link, yes_form(story, **{name: "Ett", secret: "yes"}))).partition("?")[0]
    assert (await site.get(link)).value(name) == "Ett"
    form = await site.get(f"{my_page}/svar")
    assert (form.h1, form.value(name)) == ("Dina svar", "Ett")
    assert "checked" not in form.root.one("input", name=secret, value="yes").attributes

    after = await site.post(f"{my_page}/svar", {name: "Två", secret: "", f"{secret}-bort": "1"})

    assert after == f"{my_page}?om=svar"
    assert "Dina svar är sparade" in (await site.get(after)).text
    assert await answers(site) == ({name: "Två"}, {})
    clock.now = NOW + timedelta(days=9)
    late = await site.get(my_page)
    assert facts(late)["Vad vill du?"] == "Två"
    assert "Ändra svaren" not in late.text
    assert await site.post(f"{my_page}/svar", {name: "Tre"}) == my_page
    assert (await site.client.get(f"{my_page}/svar")).headers["location"] == my_page
    assert (await answers(site))[0] == {name: "Två"}
    new = await ask(label="Ny fråga?", required=True)
    assert "En fråga väntar på ditt svar." in (await site.get(my_page)).text
    await site.post(f"{my_page}/svar", {name: "Två", new: "Ja"})
    assert (await answers(site))[0] == {name: "Två", new: "Ja"}


async def test_questions_of_a_summons_can_be_answered_on_my_page_after_the_last_day(site, story, ask, clock):
    await story.series(2)
    name = await ask(required=True)
    await story.invited(kind="kallelse")
    my_page = await site.link("r", await site.registration_of("Karin Lindgren"))
    clock.now = NOW + timedelta(days=15)
    page = await site.get(my_page)
    assert "En fråga väntar på ditt svar." in page.text

    refused = await site.refused(f"{my_page}/svar", {name: " "})
    await site.post(f"{my_page}/svar", {name: "Allt"})

    assert (refused.title, list(refused.mistakes())) == ("Fel: Dina svar – Provkontoret", [name])
    assert (await answers(site))[0] == {name: "Allt"}


async def test_a_substitute_inherits_no_answers_and_is_asked_on_their_own_page(site, story, ask):
    await story.series(2)
    name, secret = await ask(required=True), await ask(sensitive=True)
    link = await story.invited()
    await site.post(link, yes_form(story, **{name: "Mitt", secret: "Nötter"}))
    data = {"substitute_name": "Ali Rahimi", "substitute_email": "ali@kommun.example"}

    await site.post(link, yes_form(story, answer="substitute", **{name: "Mitt", secret: "Nötter"}, **data))

    assert await answers(site, "Ali Rahimi") == ({}, {})
    my_page = await site.link("r", await site.registration_of("Ali Rahimi"))
    assert "En fråga väntar på ditt svar." in (await site.get(my_page)).text
    assert await erase_sensitive_answers.erase(site.organiser.pool, an_initiator(now=NOW)) == 1


async def test_my_page_says_when_sensitive_answers_have_been_erased(site, story, ask, clock):
    await story.series(1)
    await ask(label="Specialkost", sensitive=True)
    field = await ask(label="Allergi", sensitive=True)
    link = await story.invited()
    my_page = (await site.post(link, yes_form(story, **{field: "Nötter"}))).partition("?")[0]
    clock.now = NOW + timedelta(days=30)

    await erase_sensitive_answers.erase(site.organiser.pool, an_initiator(now=clock.now))

    page = await site.get(my_page)
    assert facts(page)["Allergi"] == "Raderat den 11 februari 2026."
    assert "Specialkost" not in page.text
    assert page.raw.find("Nötter") == -1


async def test_answers_of_a_person_with_protected_identity_are_shown_on_no_page(site, story, ask):
    await story.series(2)
    name, secret = await ask(required=True), await ask(label="Stöd?", sensitive=True)
    link = await story.invited()
    my_page = (await site.post(link, yes_form(story, **{name: "Hemligt", secret: "Hörslinga"}))).partition(
        "?"
    )[0]
    await story.protect()

    for path in (link, my_page, f"{my_page}/svar"):
        page = await site.get(path)
        assert "Hemligt" not in page.raw
        assert "Hörslinga" not in page.raw
    await site.post(f"{my_page}/svar", {name: "", secret: "Tolk"})
    assert await answers(site) == ({name: "Hemligt"}, {secret: "Tolk"})
    await site.post(link, yes_form(story, name=""))
    assert await answers(site) == ({name: "Hemligt"}, {secret: "Tolk"})


async def test_the_invitation_page_hides_sensitive_answers_and_keeps_them_when_left_empty(site, story, ask):
    await story.series(2)
    plain = await ask()
    secret = await ask(kind="one_of", label="Kost", options=YES_NO, sensitive=True, required=True)
    hangs = await ask(
        label="Vad?",
        sensitive=True,
        condition=Condition(question_id=await question_id(site, secret), values=("a",)),
    )
    link = await story.invited()
    fields = {plain: "Tåg", secret: "a", hangs: "Nötter"}
    my_page = (await site.post(link, yes_form(story, **fields))).partition("?")[0]

    page = await site.get(link)
    assert page.value(plain) == "Tåg"
    assert "Nötter" not in page.raw
    assert not [radio for radio in page.root.all("input", name=secret) if "checked" in radio.attributes]
    assert page.text.count("Lämna tomt om det du har svarat ska stå kvar.") == 2
    await site.post(link, yes_form(story, **{plain: "Bil", hangs: ""}))

    assert await answers(site) == ({plain: "Bil"}, {secret: "a", hangs: "Nötter"})
    own = await site.get(f"{my_page}/svar")
    assert own.value(hangs) == ""
    assert "checked" not in own.root.one("input", name=secret, value="a").attributes


async def test_consent_is_given_to_the_version_of_the_text_that_was_read(site, story, clock):
    await story.series(2)
    organiser = site.organiser

    async def say(text):
        await set_consent.set_consent(
            organiser.pool,
            a_caller(organiser.organiser_id, now=NOW),
            story.cohort_id,
            text=text,
            text_en="Pictures",
        )

    async def consent():
        row = await organiser.pool.fetchrow("select consent_version, consented_at from registration")
        return tuple(row) if row else None

    await say("Bilder")
    link = await story.invited()
    without = await site.refused(link, yes_form(story))
    await say("Bilder och film")
    old = await site.refused(link, yes_form(story, godkann="1"))
    assert (without.mistakes(), old.mistakes()) == (
        {"godkann": "Läs texten och kryssa för att du godkänner den."},
        {"godkann": "Texten har ändrats. Läs den igen och kryssa för att du godkänner den."},
    )
    assert "checked" not in old.root.one(id="godkann").attributes
    assert await consent() is None

    my_page = (await site.post(link, yes_form(story, godkann="2"))).partition("?")[0]

    assert await consent() == (2, NOW)
    assert "Du godkände den här texten den 12 januari 2026." in (await site.get(link)).text
    assert facts(await site.get(my_page))["Det du har godkänt"] == "Godkänt den 12 januari 2026."
    await site.post(link, yes_form(story))
    clock.now = NOW + timedelta(days=1)
    await say("Inget")
    assert "godkann" in (await site.refused(f"{my_page}/svar", {})).mistakes()
    await site.post(f"{my_page}/svar", {"godkann": "3"})
    assert await consent() == (3, clock.now)
    assert "You agreed to this text on 13 January 2026." in (await site.get(f"{link}?lang=en")).text


async def test_a_question_made_required_while_the_form_was_open_is_reported_at_its_field(
    site, story, ask, monkeypatch
):
    from services.registration.web.pages.questions.form import FormQuestions

    await story.series(2)
    name = await ask()
    link = await story.invited()
    key = await question_id(site, name)
    read = FormQuestions.read

    def seen_as_it_was(self, *args, **kwargs):
        parsed, _ = read(self, *args, **kwargs)
        return parsed, []

    monkeypatch.setattr(FormQuestions, "read", seen_as_it_was)
    await change_question.change(
        site.organiser.pool,
        a_caller(site.organiser.organiser_id, now=NOW),
        key,
        QuestionChanges(required=True),
        retired=None,
        version=None,
    )

    page = await site.refused(link, yes_form(story))

    assert page.mistakes() == {name: "Svara på frågan: Vad vill du?"}
    assert await site.organiser.pool.fetchval("select count(*) from registration") == 0


async def test_the_answer_to_a_retired_question_stays_unchanged(site, story, ask):
    await story.series(2)
    old, kept = await ask(label="Förr?"), await ask(label="Nu?")
    link = await story.invited()
    await site.post(link, yes_form(story, **{old: "Då", kept: "Ett"}))
    key = await question_id(site, old)
    await change_question.change(
        site.organiser.pool,
        a_caller(site.organiser.organiser_id, now=NOW),
        key,
        QuestionChanges(),
        retired=True,
        version=None,
    )
    my_page = await site.link("r", await site.registration_of("Karin Lindgren"))

    await site.post(f"{my_page}/svar", {kept: "Två", old: "Smusslat"})

    assert (await answers(site))[0] == {old: "Då", kept: "Två"}
    assert facts(await site.get(my_page))["Förr?"] == "Då"


async def test_answers_about_a_past_session_stay_when_other_answers_change(site, story, ask, clock):
    await story.series(2)
    about_first = await ask(label="Först?", session_id=story.sessions[0], required=True)
    about_all = await ask(label="Alltid?")
    await story.invited(kind="kallelse")
    my_page = await site.link("r", await site.registration_of("Karin Lindgren"))
    await site.post(f"{my_page}/svar", {about_first: "Ja", about_all: "Ett"})
    clock.now = NOW + timedelta(days=30)
    assert about_first not in (await site.get(f"{my_page}/svar")).raw

    await site.post(f"{my_page}/svar", {about_all: "Två"})

    assert (await answers(site))[0] == {about_first: "Ja", about_all: "Två"}


async def test_the_public_form_asks_the_questions_and_reports_all_mistakes_at_once(site, story, ask):
    await site.organiser.pool.execute("update programme set registration = 'open'")
    await story.series(2)
    text = await ask(required=True, label_en="What would you like?")
    secret = await ask(kind="one_of", label="Kost", options=YES_NO, sensitive=True)
    slug = await site.organiser.pool.fetchval("select slug from cohort")
    chosen = [str(session_id) for session_id in story.sessions]

    page = await site.refused(f"/ruc/{slug}?lang=en", {"session_ids": chosen, "email": "anna", secret: "a"})
    assert page.mistakes() == {
        "name": "Write your name.",
        "email": page.mistakes()["email"],
        text: "Answer the question: What would you like?",
    }
    assert "checked" in page.root.one("input", name=secret, value="a").attributes
    data = {
        "session_ids": chosen,
        "name": "Anna Ek",
        "email": "anna@skola.example",
        text: "Allt",
        secret: "a",
    }
    await site.post(f"/ruc/{slug}", data)
    # A second registration with the same address does not change the stored answers.
    await site.post(f"/ruc/{slug}", data | {text: "Annat", secret: "b"})

    assert await answers(site, "Anna Ek") == ({text: "Allt"}, {secret: "a"})


async def test_persons_registered_by_forwarding_or_by_a_colleague_answer_questions_on_my_page(
    site, story, ask
):
    await site.organiser.pool.execute("update programme set registration = 'open'")
    await story.series(2, forwarding="open")
    name = await ask(required=True)
    link = await story.invited()
    slug = await site.organiser.pool.fetchval("select slug from cohort")
    chosen = [str(session_id) for session_id in story.sessions]
    await site.post(
        f"{link}/annan", {"session_ids": chosen, "name": "Ali Rahimi", "email": "ali@kommun.example"}
    )
    several = {
        "assistant_name": "Eva Berg", "assistant_email": "eva@skola.example",
        "name-1": "Bo Ek", "email-1": "bo@skola.example", "name-2": "Cia Ek", "email-2": "cia@skola.example",
    }  # fmt: skip
    await site.post(f"/ruc/{slug}/flera", several | {"session_ids": chosen})

    for person in ("Ali Rahimi", "Bo Ek", "Cia Ek"):
        my_page = await site.link("r", await site.registration_of(person))
        assert "En fråga väntar på ditt svar." in (await site.get(my_page)).text
        await site.post(f"{my_page}/svar", {name: person})
        assert (await answers(site, person))[0] == {name: person}


async def test_pages_of_a_cohort_without_questions_run_no_query_for_questions(site, story, monkeypatch):
    async def never(*_):
        raise AssertionError

    monkeypatch.setattr(questions, "read", never)
    await story.series(2)
    link = await story.invited()

    assert (await site.get(link)).status == 200
    assert (await site.get(await story.said_yes(link))).status == 200


async def test_answers_with_numbers_and_dates_are_read_as_people_write_them(site, story, ask):
    await story.series(1)
    number, day = await ask(kind="number"), await ask(kind="date")
    link = await story.invited()

    my_page = await site.post(link, yes_form(story, **{number: " 1 250,5 ", day: str(date(2020, 8, 1))}))

    assert (await answers(site))[0] == {number: 1250.5, day: "2020-08-01"}
    page = await site.get(my_page.partition("?")[0])
    assert "1250,5" in page.text
    assert "1 augusti 2020" in page.text
    assert (await site.get(link)).value(number) == "1250,5"


async def test_a_sensitive_answer_is_not_shown_back_and_can_be_kept_changed_or_removed(story, site, ask):
    await story.series(1)
    secret = await ask(kind="long_text", label="Allergi", sensitive=True)
    choice = await ask(kind="yes_no", label="Tolk", sensitive=True)
    link = await story.said_yes(await story.invited())
    await site.post(f"{link}/svar", {secret: "Jordnötter", choice: "yes"})

    form = await site.get(f"{link}/svar")
    assert "Jordnötter" not in form.text
    assert form.value(secret) == ""
    assert not form.root.one("input", name=choice, value="yes").get("checked")
    assert "Lämna tomt om det du har svarat ska stå kvar." in form.text
    await site.post(f"{link}/svar", {secret: "", choice: ""})
    assert await _sensitive(site) == {"Jordnötter", True}

    await site.post(f"{link}/svar", {secret: "", f"{secret}-bort": "1", choice: "no"})

    assert await _sensitive(site) == {False}


async def _sensitive(site):
    return {row["answer"] for row in await site.organiser.pool.fetch("select answer from sensitive_answer")}
