"""Letters of one's own: what is written through the API stands in the mails, with what must not be left out."""

from datetime import timedelta

import pytest

from services.registration.store.outgoing import everything
from shared import times
from tests.support.both import ahead
from tests.support.mail import read

OWN = {
    "letter": "invitation",
    "subject_sv": "Välkommen {{förnamn}} till {{satsning}}",
    "body_sv": "Vi hoppas att **du** kommer.\n\n- {{organisation}}",
}


@pytest.fixture
async def cohort(both):
    """One session; Anna and Bo are to be invited."""
    both.post.start()
    organiser = both.organiser
    here = await organiser.organisation("Nora kommun", municipality_code="1884")
    for name in ("Anna Ek", "Bo Lind"):
        await organiser.person(name, here, "rektor")
    cohort = await organiser.cohort()
    await organiser.session(
        cohort, title="Träff 1", starts_at=ahead(30), ends_at=ahead(30) + timedelta(hours=2)
    )
    await organiser.rule(cohort, await organiser.audience())
    return cohort


async def written(office, **fields):
    answer = await office.post("/letter_texts", json=OWN | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


def mailed(both):
    return {mail.to: mail for mail in map(read, both.post.mailbox.raws())}


async def test_a_letter_has_the_nearest_text_and_all_that_ours_says(both, office, cohort):
    await written(office, subject_sv="Arrangörens ämne")
    await written(office, cohort_id=str(cohort), body_sv=None)
    await both.settle()

    await office.post(f"/cohorts/{cohort}/invite")
    await both.settle()

    mail = mailed(both)["anna.ek@kommun.example"]
    assert mail.subject == "Välkommen Anna till Att leda"
    text = " ".join(mail.text.split())
    assert "Hej Anna, Vi hoppas att du kommer. - Nora kommun" in text
    assert "<strong>du</strong>" in mail.html
    assert "Träff 1" in text
    assert mail.links("i")
    assert "Arrangörens ämne" not in mail.subject


async def test_a_text_that_is_taken_away_gives_ours_back_and_can_be_written_again(both, office, cohort):
    made = await written(office, cohort_id=str(cohort))
    gone = await office.delete(f"/letter_texts/{made['id']}")
    await both.settle()

    await office.post(f"/cohorts/{cohort}/invite")
    await both.settle()
    again = await written(office, cohort_id=str(cohort))

    assert gone.status_code == 204
    assert (await office.delete(f"/letter_texts/{made['id']}")).status_code == 204
    assert mailed(both)["anna.ek@kommun.example"].subject.startswith("Inbjudan: ")
    assert (again["id"], again["version"]) == (made["id"], 3)


async def test_all_that_is_wrong_is_said_at_once_and_a_second_text_is_refused(office):
    body = OWN | {"subject_sv": "{{felnamn}}", "body_sv": "{{ {{förnamn}}", "body_en": "{{wrong}}"}
    wrong = await office.post("/letter_texts", json=body)
    await written(office)
    twice = await office.post("/letter_texts", json=OWN)

    assert wrong.status_code == 422
    pointers = {error["pointer"] for error in wrong.json()["errors"]}
    assert pointers == {"/subject_sv", "/body_sv", "/body_en"}
    assert twice.status_code in {409, 422}


async def test_of_two_who_change_a_text_the_second_is_told(office):
    made = await written(office)
    first = await office.patch(f"/letter_texts/{made['id']}", json={"subject_sv": "A", "version": 1})
    second = await office.patch(f"/letter_texts/{made['id']}", json={"subject_sv": "B", "version": 1})

    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["current"]["subject_sv"] == "A"


async def test_a_copy_of_a_cohort_has_its_texts(office, cohort):
    await written(office, cohort_id=str(cohort), subject_sv="Välkommen {{förnamn}}")
    first_on = times.local(ahead(365)).date().isoformat()
    copy = await office.post(f"/cohorts/{cohort}/copy", json={"name": "Nästa", "first_session_on": first_on})
    found = await office.get(f"/letter_texts?owner_id={copy.json()['id']}")

    assert [one["subject_sv"] for one in found.json()["items"]] == ["Välkommen {{förnamn}}"]


async def test_the_preview_shows_every_situation_in_both_languages(office):
    made = await written(office, body_en="Come!")
    answer = await office.post(f"/letter_texts/{made['id']}/preview", json={})

    assert answer.status_code == 200, answer.text
    samples = answer.json()["samples"]
    assert len(samples) >= 4
    assert {one["language"] for one in samples} == {"sv", "en"}
    assert all(one["subject"].startswith("Välkommen Karin") for one in samples if one["language"] == "sv")
    assert all(
        "Come!" in one["text"] and "Come!" in one["html"] for one in samples if one["language"] == "en"
    )


async def test_everything_told_again_brings_the_texts_to_an_empty_notify(both, office):
    await written(office)
    await both.settle()
    await both.post.pool.execute("delete from snapshot where kind = 'letter_texts'")
    async with both.organiser.pool.acquire() as conn:
        await everything.tell_everything(conn, replayed_at=times.now())
    await both.settle()
    kept = await both.post.pool.fetchval("select body ->> 'texts' from snapshot where kind = 'letter_texts'")

    assert "Välkommen" in kept


async def test_a_cohort_that_nothing_depends_on_is_deleted_with_its_texts(office, both):
    cohort = await both.organiser.cohort()
    await written(office, cohort_id=str(cohort))

    assert (await office.delete(f"/cohorts/{cohort}")).status_code == 204


async def test_a_text_of_which_nothing_is_left_is_refused_and_says_so(office):
    none = await office.post("/letter_texts", json={"letter": "reminder"})
    made = await written(office)
    emptied = await office.patch(f"/letter_texts/{made['id']}", json={"subject_sv": None, "body_sv": None})

    assert (none.status_code, emptied.status_code) == (422, 422)
    assert (await office.get(f"/letter_texts/{made['id']}")).json()["version"] == 1
