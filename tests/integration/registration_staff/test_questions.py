"""What a cohort asks: questions of every kind made, changed, ordered, retired, deleted; and the consent text."""

import pytest

from services.registration.actions.registrations import register
from tests.support.caller import a_caller
from tests.support.pages import staff as support
from tests.support.pages.staff_cohort import fields_of, press, spaced
from tests.support.registration import NOW, an_applicant

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
async def cohort_id(staff):
    cohort_id = await staff.organiser.cohort()
    await staff.organiser.session(cohort_id, title="Träff 1")
    return cohort_id


def own(cohort_id):
    return f"/admin/ruc/omgangar/{cohort_id}"


async def ask(staff, cohort_id, label, **fields):
    await press(staff, f"{own(cohort_id)}/ny-fraga", label=label, **fields)
    return await staff.organiser.pool.fetchval("select id from question where label = $1", label)


async def labels(staff, cohort_id):
    page = await staff.get(f"{own(cohort_id)}/fragor")
    return [row.all("th")[0].text for row in page.root.all("tbody")[0].all("tr")]


async def answer(staff, cohort_id, answers):
    await register.register(
        staff.organiser.batcher,
        a_caller(staff.organiser.organiser_id, now=NOW),
        cohort_id,
        an_applicant(),
        session_ids=None,
        answers={str(key): value for key, value in answers.items()},
    )


@pytest.mark.parametrize("kind", ["text", "long_text", "one_of", "several_of", "yes_no", "number", "date"])
async def test_a_question_of_each_kind_is_made_once_by_two_presses(staff, cohort_id, kind):
    path = f"{own(cohort_id)}/ny-fraga"
    options = "Ett | One\nTvå" if kind in {"one_of", "several_of"} else ""
    posted = fields_of(await staff.get(path)) | {
        "label": "Något?",
        "kind": kind,
        "options": options,
        "required": "yes",
    }

    for _ in range(2):
        await staff.post(path, posted)

    [row] = await staff.organiser.pool.fetch("select * from question")
    assert (row["kind"], row["required"], row["position"]) == (kind, True, 1)
    assert [one["label"] for one in row["options"]] == (["Ett", "Två"] if options else [])


async def test_all_that_is_wrong_with_a_question_is_said_at_once(staff, cohort_id):
    path = f"{own(cohort_id)}/ny-fraga"

    page = await staff.refused(
        path, fields_of(await staff.get(path)) | {"label": "", "kind": "one_of", "position": "0"}
    )
    assert set(page.mistakes()) == {"label", "position"}
    page = await staff.refused(path, fields_of(page) | {"label": "Mat?", "position": "", "options": ""})
    assert page.mistakes() == {"options": "Skriv minst ett alternativ, ett på varje rad."}
    assert page.value("label") == "Mat?"


async def test_a_question_that_hangs_on_another_comes_after_it(staff, cohort_id):
    first = await ask(staff, cohort_id, "Äter du lunch?", kind="yes_no", sensitive="yes")
    refused = await staff.refused(
        f"{own(cohort_id)}/ny-fraga",
        fields_of(await staff.get(f"{own(cohort_id)}/ny-fraga"))
        | {"label": "Vad?", "condition": [f"{first}:yes"]},
    )
    assert refused.mistakes() == {
        "sensitive": "Den hänger på en känslig fråga, så den måste också vara känslig."
    }
    second = await ask(staff, cohort_id, "Vad?", condition=[f"{first}:yes"], sensitive="yes")

    page = await staff.get(f"{own(cohort_id)}/fragor")
    assert "bara efter Ja på Äter du lunch?" in page.text
    answer_page = await staff.client.post(f"/admin/ruc/fragor/{second}/upp")
    assert answer_page.status_code in {409, 422}
    assert await labels(staff, cohort_id) == ["Äter du lunch?", "Vad?"]


async def test_questions_change_places(staff, cohort_id):
    for label in ("A?", "B?", "C?"):
        await ask(staff, cohort_id, label)
    third = await staff.organiser.pool.fetchval("select id from question where label = 'C?'")

    await staff.post(f"/admin/ruc/fragor/{third}/upp")
    assert await labels(staff, cohort_id) == ["A?", "C?", "B?"]
    await staff.post(f"/admin/ruc/fragor/{third}/ner")
    await staff.post(f"/admin/ruc/fragor/{third}/ner")
    assert await labels(staff, cohort_id) == ["A?", "B?", "C?"]


async def test_an_answered_question_keeps_its_meaning_and_is_retired_not_deleted(staff, cohort_id):
    food = await ask(staff, cohort_id, "Mat?", kind="one_of", options="Vegetariskt\nAllt")
    await answer(staff, cohort_id, {food: "vegetariskt"})
    page = await staff.get(f"{own(cohort_id)}/fragor")
    assert "1 av 1: Vegetariskt 1" in page.text
    assert "Ta bort" not in page.root.all("tbody")[0].text

    path = f"/admin/ruc/fragor/{food}/andra"
    refused = await staff.refused(
        path, fields_of(await staff.get(path)) | {"kind": "text", "options": ""}, expect=409
    )
    assert "Frågan har svar" in refused.root.one("div", role="alert").text
    await press(staff, path, options="Vegetarisk mat\nAllt", label="Vad äter du?")
    assert "1 av 1: Vegetarisk mat 1" in (await staff.get(f"{own(cohort_id)}/fragor")).text

    await staff.post(f"/admin/ruc/fragor/{food}/sluta")
    page = await staff.get(f"{own(cohort_id)}/fragor")
    assert page.root.one(id="fragas-inte").text == "Frågas inte längre"
    await staff.post(f"/admin/ruc/fragor/{food}/fraga-igen")
    assert await labels(staff, cohort_id) == ["Vad äter du?"]


async def test_an_unanswered_question_is_deleted(staff, cohort_id):
    question = await ask(staff, cohort_id, "Mat?")

    await press(staff, f"/admin/ruc/fragor/{question}/ta-bort")

    assert "Inga frågor än" in (await staff.get(f"{own(cohort_id)}/fragor")).text


async def test_two_who_change_one_question_lose_nothing(site, staff, cohort_id):
    question = await ask(staff, cohort_id, "Mat?")
    path = f"/admin/ruc/fragor/{question}/andra"
    mine = fields_of(await staff.get(path))
    async with support.signed_in(site, "admin") as other:
        await press(other, path, label="Vad äter du?", required="yes")

    page = await staff.refused(path, mine | {"label": "Kost?"}, expect=409)

    assert page.value("label") == "Kost?"
    assert "Nu står det: Vad äter du?" in page.mistakes()["label"]
    assert "Nu står det: Ja." in page.mistakes()["required"]
    await staff.post(path, fields_of(page))
    row = await staff.organiser.pool.fetchrow("select label, required from question")
    assert tuple(row) == ("Kost?", True)


async def test_a_question_for_one_session_only(staff, cohort_id):
    session_id = await staff.organiser.pool.fetchval("select id from session")

    await ask(staff, cohort_id, "Hotell?", session_id=str(session_id))

    assert "bara den som kommer till Träff 1" in (await staff.get(f"{own(cohort_id)}/fragor")).text


async def test_the_consent_has_versions_and_is_asked_for_until_its_text_is_cleared(staff, cohort_id):
    path = f"{own(cohort_id)}/samtycke"
    refused = await staff.refused(path, {"text": "", "text_en": "We save this."})
    assert list(refused.mistakes()) == ["text"]

    await press(staff, path, text="Vi sparar det här.")
    page = await staff.get(f"{own(cohort_id)}/fragor")
    assert "Vi sparar det här. Version 1, från måndag 12 januari 2026." in spaced(page.root)
    await press(staff, path, text="")

    assert "Inget samtycke efterfrågas" in (await staff.get(f"{own(cohort_id)}/fragor")).text


async def test_a_viewer_sees_questions_without_buttons_and_english(site, staff, cohort_id):
    question = await ask(staff, cohort_id, "Mat?", label_en="Food?")
    for path in (
        f"{own(cohort_id)}/fragor",
        f"{own(cohort_id)}/ny-fraga",
        f"{own(cohort_id)}/samtycke",
        f"/admin/ruc/fragor/{question}/andra",
    ):
        await staff.get(f"{path}?lang=en")
    assert "Food?" in (await staff.get(f"{own(cohort_id)}/fragor?lang=en")).text
    async with support.signed_in(site, "viewer") as viewer:
        page = await viewer.get(f"{own(cohort_id)}/fragor")
        assert "Mat?" in page.text
        assert not page.buttons()
        await viewer.get(f"{own(cohort_id)}/ny-fraga", expect=403)
