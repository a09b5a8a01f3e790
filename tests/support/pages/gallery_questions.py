"""Every state of a cohort's own questions, on each form and on the participant's page."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import httpx

from services.registration.actions.cohorts import create_question, set_consent
from services.registration.actions.upkeep import erase_sensitive_answers
from services.registration.domain.question import Condition, NewQuestion, Option
from services.registration.store import questions
from services.registration.web.pages.questions.form import name_of
from tests.support.caller import a_caller, an_initiator
from tests.support.pages.gallery import Gallery, state
from tests.support.pages.gallery_public import MAKERS, cohort, show
from tests.support.registration import NOW

__all__ = ["MAKERS", "show"]

CONSENT: Final = "Vi tar bilder på träffarna och visar dem på vår webbplats.\nSäg till på plats om du inte vill vara med på bild."
NEEDS: Final = (
    Option(value="vegan", label="Veganskt", label_en="Vegan"),
    Option(value="gluten", label="Utan gluten", label_en="Without gluten"),
    Option(value="annat", label="Annat", label_en="Something else"),
)


class Questions:
    """Creates questions of every kind: conditional, about one session, sensitive."""

    def __init__(self, g: Gallery) -> None:
        self.g = g
        self.ids: dict[str, UUID] = {}

    async def ask(self, key: str, **changes: Any) -> UUID:
        organiser = self.g.site.organiser
        fields: dict[str, Any] = {"cohort_id": self.g.story.cohort_id, "kind": "text", "label": key}
        new = NewQuestion(**fields | changes)
        self.ids[key] = await create_question.create(organiser.pool, a_caller(organiser.organiser_id), new)
        return self.ids[key]

    async def ask_all(self) -> "Questions":
        lunch = await self.ask(
            "lunch", kind="yes_no", label="Äter du lunch med oss?", label_en="Are you having lunch with us?", required=True,
            help="Vi beställer lunch till dem som vill.", help_en="We order lunch for those who want it.", sensitive=True,
        )  # fmt: skip
        needs = await self.ask(
            "needs", kind="several_of", label="Specialkost", label_en="Dietary needs", options=NEEDS, sensitive=True,
            condition=Condition(question_id=lunch, values=("yes",)),
        )  # fmt: skip
        await self.ask(
            "other", kind="long_text", label="Vad behöver köket veta?", label_en="What does the kitchen need to know?",
            sensitive=True, required=True, condition=Condition(question_id=needs, values=("gluten", "annat")),
        )  # fmt: skip
        await self.ask(
            "way", kind="one_of", label="Hur kommer du?", label_en="How are you travelling?",
            options=(Option(value="tag", label="Tåg", label_en="Train"), Option(value="bil", label="Bil", label_en="Car")),
        )  # fmt: skip
        await self.ask(
            "years", kind="number", label="Hur många år har du haft din roll?", label_en="Years in your role?"
        )
        await self.ask("since", kind="date", label="Sedan vilken dag?", label_en="Since which day?")
        await self.ask(
            "know",
            label="Vad vill du veta mer om?",
            label_en="What would you like to know more about?",
            required=True,
        )
        await self.ask(
            "late", kind="yes_no", label="Stannar du på mingel efteråt?", label_en="Are you staying afterwards?",
            session_id=self.g.story.sessions[-1],
        )  # fmt: skip
        return self

    async def consent(self) -> "Questions":
        organiser = self.g.site.organiser
        await set_consent.set_consent(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), self.g.story.cohort_id, text=CONSENT,
            text_en="We take pictures at the sessions.",
        )  # fmt: skip
        return self

    async def fields(self, **answers: Any) -> dict[str, Any]:
        """Answers by key, as a form posts them."""
        async with self.g.site.organiser.pool.acquire() as conn:
            found = await questions.list_of_cohort(
                conn, self.g.site.organiser.organiser_id, self.g.story.cohort_id
            )
        names = {question.id: name_of(question) for question in found}
        return {names[self.ids[key]]: value for key, value in answers.items()}


FULL: Final = {"lunch": "yes", "needs": ["vegan", "annat"], "other": "Jag tål inte nötter.", "way": "tag", "years": "2,5",
               "since": "2020-08-01", "know": "Hur man leder genom andra.", "late": "no"}  # fmt: skip
WRONG: Final = {"lunch": "yes", "needs": ["annat"], "years": "många", "since": "i höstas"}


async def invited_with_questions(g: Gallery, **rule: object) -> tuple[str, Questions]:
    """An invitation to a series with all questions."""
    await g.story.series()
    made = await (await Questions(g).ask_all()).consent()
    return await g.invited(**rule), made


async def answered(g: Gallery) -> tuple[str, Questions]:
    """A participant's page after a yes with every answer."""
    link, made = await invited_with_questions(g)
    chosen = [str(session_id) for session_id in g.story.sessions]
    data = {"answer": "yes", "session_ids": chosen, "godkann": "1"} | await made.fields(**FULL)
    return (await g.site.post(link, data)).partition("?")[0], made


@state
async def invitation_asks(g: Gallery) -> httpx.Response:
    link, _ = await invited_with_questions(g)
    return await g.get(link)


@state
async def invitation_asks_wrong(g: Gallery) -> httpx.Response:
    link, made = await invited_with_questions(g)
    chosen = [str(session_id) for session_id in g.story.sessions[:3]]
    return await g.post(link, answer="yes", session_ids=chosen, name="", **await made.fields(**WRONG))


@state
async def invitation_asks_again(g: Gallery) -> httpx.Response:
    link, made = await invited_with_questions(g)
    chosen = [str(session_id) for session_id in g.story.sessions]
    data = {"answer": "yes", "session_ids": chosen, "godkann": "1"} | await made.fields(**FULL)
    await g.site.post(link, data)
    return await g.get(link)


@state
async def cohort_asks(g: Gallery) -> httpx.Response:
    path = await cohort(g, 2)
    await (await Questions(g).ask_all()).consent()
    return await g.get(path)


@state
async def cohort_asks_wrong(g: Gallery) -> httpx.Response:
    path = await cohort(g, 2)
    made = await (await Questions(g).ask_all()).consent()
    chosen = [str(session_id) for session_id in g.story.sessions]
    return await g.post(path, session_ids=chosen, name="", email="karin@nora", **await made.fields(**WRONG))


@state
async def cohort_asks_to_agree(g: Gallery) -> httpx.Response:
    path = await cohort(g, 1)
    await Questions(g).consent()
    return await g.get(path)


@state
async def my_page_answered(g: Gallery) -> httpx.Response:
    mine, _ = await answered(g)
    return await g.get(mine)


@state
async def my_page_unanswered(g: Gallery) -> httpx.Response:
    await invited_with_questions(g, kind="kallelse")
    return await g.get(await g.site.link("r", await g.site.registration_of(g.name)))


@state
async def my_page_saved(g: Gallery) -> httpx.Response:
    mine, made = await answered(g)
    return await g.get(
        await g.site.post(f"{mine}/svar", await made.fields(**FULL | {"lunch": "no", "way": "bil"}))
    )


@state
async def my_page_erased_answers(g: Gallery) -> httpx.Response:
    mine, _ = await answered(g)
    g.clock.now = NOW + timedelta(days=365)
    await erase_sensitive_answers.erase(g.site.organiser.pool, an_initiator(now=g.clock.now))
    return await g.get(mine)


@state
async def my_page_protected_answers(g: Gallery) -> httpx.Response:
    mine, _ = await answered(g)
    await g.story.protect(g.name)
    return await g.get(mine)


@state
async def my_answers(g: Gallery) -> httpx.Response:
    mine, _ = await answered(g)
    return await g.get(f"{mine}/svar")


@state
async def my_answers_wrong(g: Gallery) -> httpx.Response:
    mine, made = await answered(g)
    return await g.post(f"{mine}/svar", **await made.fields(**WRONG))


@state
async def my_answers_protected(g: Gallery) -> httpx.Response:
    mine, _ = await answered(g)
    await g.story.protect(g.name)
    return await g.get(f"{mine}/svar")
