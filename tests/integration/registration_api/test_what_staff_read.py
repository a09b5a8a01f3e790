"""What a coordinator is told: written answers without names, doubtful invitations, and whose address it is."""

from datetime import timedelta

import pytest

from services.registration.actions.upkeep import erase_sensitive_answers
from shared import times
from tests.support.api import a_cohort, a_registration, made
from tests.support.caller import an_initiator


async def sensitive_question(admin):
    cohort = await a_cohort(admin)
    question = await made(
        admin,
        "/questions",
        cohort_id=cohort["id"],
        kind="long_text",
        label="Vad behöver köket veta?",
        sensitive=True,
    )
    for name, text in (("bo", "Nötallergi"), ("anna", "Äter inte fisk"), ("cia", "Glutenfritt")):
        await a_registration(admin, cohort["id"], f"{name}@skola.example", answers={question["id"]: text})
    return f"/questions/{question['id']}/counts"


async def test_written_sensitive_answers_are_listed_without_names_until_they_are_erased(api, admin):
    path = await sensitive_question(admin)

    counts = (await admin.get(path)).json()
    assert sorted(counts["texts"]) == ["Glutenfritt", "Nötallergi", "Äter inte fisk"]
    assert not any(word in str(counts) for word in ("skola.example", "bo", "anna"))

    await erase_sensitive_answers.erase(api.pool, an_initiator(now=times.now() + timedelta(days=60)))
    assert (await admin.get(path)).json()["texts"] == []


async def test_a_viewer_reads_no_written_answers(api, admin):
    path = await sensitive_question(admin)

    counts = (await (await api.client("viewer")).get(path)).json()
    assert (counts["texts"], counts["written"]) == ([], 3)


async def test_an_audience_with_a_misspelt_role_warns_that_nobody_has_it(admin):
    organisation = await made(admin, "/organisations", name="Laxå kommun")
    await made(
        admin,
        "/people",
        name="Anna Ek",
        email="anna@laxa.example",
        positions=[{"organisation_id": organisation["id"], "role": "skolchef"}],
    )
    right = await made(admin, "/audiences", name="Skolchefer", roles=["skolchef"])
    wrong = await made(admin, "/audiences", name="Skolchefer", roles=["skolcheff"])
    both = await made(admin, "/audiences", name="Skolchefer", roles=["skolchef", "rektorr"])

    assert right["warnings"] == []
    assert [warning["kind"] for warning in wrong["warnings"]] == ["nobody_found", "nobody_found"]
    assert "skolcheff" in wrong["warnings"][1]["detail"]
    assert [warning["detail"] for warning in both["warnings"]] == [
        "Ingen har rollen rektorr. Är den rätt stavad?"
    ]
    changed = await admin.patch(f"/audiences/{wrong['id']}", json={"roles": ["skolchef"]})
    assert changed.json()["warnings"] == []


@pytest.mark.parametrize("has_contact", [True, False])
async def test_an_invitation_without_anybody_to_ask_is_warned_about(admin, has_contact):
    cohort = await a_cohort(admin)
    if has_contact:
        contact = await made(admin, "/contacts", label="Kansliet", phone="019-30 30 30")
        await admin.patch(f"/programmes/{cohort['programme_id']}", json={"contact_id": contact["id"]})
    audience = await made(admin, "/audiences", name="Ingen", roles=["rektor"])
    await made(admin, "/invitation_rules", cohort_id=cohort["id"], audience_id=audience["id"])

    published = (await admin.post(f"/cohorts/{cohort['id']}/publish")).json()
    answer = (await admin.post(f"/cohorts/{cohort['id']}/invite")).json()

    assert [warning["kind"] for warning in published["warnings"]] == ([] if has_contact else ["no_contact"])
    assert [warning["kind"] for warning in answer["warnings"]] == ["nobody_found"]
    assert (answer["invited"], answer["already"]) == (0, 0)


async def test_a_duplicate_person_is_refused_with_the_field_and_the_id(admin):
    first = await made(admin, "/people", name="Anna", email="anna@skola.example")
    second = await admin.post("/people", json={"name": "Anna", "email": "anna@skola.example"})

    body = second.json()
    assert (second.status_code, body["field"], body["person_id"]) == (409, "email", first["id"])
    assert [error["pointer"] for error in body["errors"]] == ["/email"]


async def test_staff_take_a_seat_back_for_somebody_who_phoned(admin):
    cohort = await a_cohort(admin)
    registration = await a_registration(admin, cohort["id"], "anna@skola.example")
    substitute = {"substitute": {"name": "Bo Ek", "email": "bo@skola.example"}}
    await admin.post(f"/registrations/{registration['id']}/substitute", json=substitute)

    back = await admin.post(f"/registrations/{registration['id']}/take_back")

    assert back.status_code == 200, back.text
    assert (back.json()["person"]["name"], back.json()["status"]) == (
        registration["person"]["name"],
        "registered",
    )
    again = await admin.post(f"/registrations/{registration['id']}/take_back")
    assert again.status_code == 409
