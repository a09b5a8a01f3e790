"""Enquiries over the API: listed, noted, answered."""

import msgspec

from services.registration.actions.public import enquire
from services.registration.domain.enquiry import NewEnquiry
from shared import events, times
from tests.support.caller import a_caller


async def an_enquiry(api, **fields) -> str:
    """An enquiry to the tenant `prov`, as the form makes it."""
    organiser_id = await api.pool.fetchval("select id from organiser where slug = 'prov'")
    new = {
        "subject": "En halvdag",
        "organisation": "Nora kommun",
        "name": "Karin Åberg",
        "email": "karin@nora.example",
        "language": "sv",
    }
    return str(
        await enquire.enquire(api.pool, a_caller(organiser_id, now=times.now()), NewEnquiry(**new | fields))
    )


async def enquiry_events(api) -> list[events.Enquiry]:
    rows = await api.pool.fetch("select payload from outbox where kind = 'enquiry' order by seq")
    return [msgspec.json.decode(row["payload"], type=events.Enquiry) for row in rows]


async def test_enquiries_are_listed_in_order_and_by_status(api, admin):
    first, second, third = [await an_enquiry(api, subject=f"Fråga {n}") for n in range(3)]
    await admin.patch(f"/enquiries/{second}", json={"status": "answered"})

    page = (await admin.get("/enquiries", params={"limit": 2})).json()
    rest = (await admin.get("/enquiries", params={"after": page["next"]})).json()
    new = (await admin.get("/enquiries", params={"status": "new"})).json()

    assert [enquiry["id"] for enquiry in page["items"]] == [first, second]
    assert [enquiry["id"] for enquiry in rest["items"]] == [third]
    assert [enquiry["id"] for enquiry in new["items"]] == [first, third]


async def test_an_enquiry_shows_all_fields_of_the_form(api, admin):
    enquiry_id = await an_enquiry(
        api, people=24, audience="rektorer", wanted_when="HT2027", reference="R", message="a\nb"
    )

    shown = (await admin.get(f"/enquiries/{enquiry_id}")).json()

    asked_at = shown.pop("asked_at")
    assert asked_at
    assert shown == {
        "id": enquiry_id, "status": "new", "subject": "En halvdag", "audience": "rektorer", "people": 24,
        "people_words": None, "wanted_when": "HT2027", "organisation": "Nora kommun", "name": "Karin Åberg", "email": "karin@nora.example",
        "reference": "R", "message": "a\nb", "language": "sv", "note": None, "answer": None, "answered_at": None,
        "version": 1,
    }  # fmt: skip


async def test_a_note_or_status_on_an_enquiry_adds_no_event(api, admin):
    enquiry_id = await an_enquiry(api)

    changed = await admin.patch(
        f"/enquiries/{enquiry_id}", json={"status": "answered", "note": "Ringde.", "version": 1}
    )

    assert (changed.status_code, changed.json()["note"], changed.json()["version"]) == (200, "Ringde.", 2)
    assert changed.json()["answered_at"] is not None
    assert len(await enquiry_events(api)) == 1
    again = await admin.patch(f"/enquiries/{enquiry_id}", json={"status": "new", "version": 1})
    assert (again.status_code, again.json()["current"]["status"]) == (409, "answered")


async def test_the_answer_to_an_enquiry_is_sent_to_notify_once(api, admin):
    enquiry_id = await an_enquiry(api)

    answered = await admin.post(f"/enquiries/{enquiry_id}/answer", json={"answer": "Det ordnar vi."})
    twice = await admin.post(f"/enquiries/{enquiry_id}/answer", json={"answer": "Igen."})

    assert (answered.status_code, answered.json()["status"]) == (200, "answered")
    assert (twice.status_code, twice.json()["type"].rpartition("#")[2] != "") == (409, True)
    assert [(event.version, event.answer) for event in await enquiry_events(api)] == [
        (1, None),
        (2, "Det ordnar vi."),
    ]


async def test_an_invalid_answer_or_an_enquiry_of_another_tenant_is_refused(api, admin):
    enquiry_id = await an_enquiry(api)
    other = await api.client("admin", "annan")

    for body in (
        {},
        {"answer": ""},
        {"answer": "x" * 4001},
        {"answer": "a\x00b"},
        {"answer": 1},
        {"reply": "x"},
    ):
        assert (await admin.post(f"/enquiries/{enquiry_id}/answer", json=body)).status_code == 422, body
    assert (await other.get(f"/enquiries/{enquiry_id}")).status_code == 404
    assert (await other.patch(f"/enquiries/{enquiry_id}", json={"status": "answered"})).status_code == 404
    assert (await other.post(f"/enquiries/{enquiry_id}/answer", json={"answer": "x"})).status_code == 404


async def test_a_viewer_can_read_enquiries_but_not_answer_them(api):
    viewer = await api.client("viewer")
    enquiry_id = await an_enquiry(api)

    assert (await viewer.get("/enquiries")).status_code == 200
    assert (await viewer.post(f"/enquiries/{enquiry_id}/answer", json={"answer": "x"})).status_code == 403
