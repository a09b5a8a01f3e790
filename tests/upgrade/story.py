"""The actions in the installation whose state is kept: some of everything that leaves rows behind.

Made-up people only. Dates lie far ahead, so that links, invitations and seats still hold when the state is restored
years later.
"""

import struct
import zlib
from datetime import timedelta
from typing import Any

from shared import times
from tests.support.installation import SCENARIOS, Installation
from tests.support.waiting import until

SCENARIO = SCENARIOS / "helsingborg-2019.toml"
STARTING = "2040-03-05"
HOST = "/skol-och-fritidsforvaltningen"
RUT, SIV, TOR = (f"rektor{number}@skolforvaltningen.example" for number in (1, 2, 3))
REFUSING = "nej@avvisar.example"
CONTACT = "maria@ruc.example"


def a_logo() -> bytes:
    """A green picture, as small as a logo may be."""
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x10\x80\x40" * 16) * 16)
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


async def made(running: Installation, path: str, **body: Any) -> dict[str, Any]:
    answer = await running.api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def post(running: Installation, path: str, **data: Any) -> str:
    """Post a page's form, and give where it leads."""
    answer = await running.web.post(path, data=data)
    assert answer.status_code == 303, (path, answer.status_code, answer.text[-2000:])
    return answer.headers["location"]


async def mail_to(running: Installation, address: str, kind: str):
    async def there():
        return await running.mailbox.to(address, kind)

    await until(there)
    return (await there())[0]


async def tell(running: Installation) -> None:
    """Let all of it happen, and wait until every mail is at its end."""
    await running.mailbox.http.put("/api/v1/answers", json={"avvisar.example": "550 5.1.1 no such user"})
    await running.settled()
    await _answer_invitations(running)
    network = await _open_network(running)
    await _register(running, network)
    await _change(running, network)
    await _meet_today(running, network["programme_id"])
    await running.settled()


async def _answer_invitations(running: Installation) -> None:
    """Three answers: yes to two sessions, no, and a substitute."""
    sessions = {session["title"]: session["id"] for session in await running.all("/sessions")}
    day = next(
        session_id for title, session_id in sessions.items() if title.startswith("Lärande för hållbar")
    )
    choice = {"choice_lhu-seminarier": sessions["Seminarium 2"]}
    rut, siv, tor = [(await mail_to(running, address, "invitation")).link("i") for address in (RUT, SIV, TOR)]
    mine = await post(running, rut, answer="yes", session_ids=day, message="Jag kommer med tåg.", **choice)
    await post(running, siv, answer="no")
    own = await post(running, tor, answer="yes", session_ids=day, **{"choice_lhu-seminarier": "none"})
    await running.settled()
    await post(
        running, f"{own.partition('?')[0]}/ersattare", session_ids=day, substitute_name="Tyra Ek",
        substitute_email="tyra.ek@skolforvaltningen.example",
    )  # fmt: skip
    await post(running, f"{mine.partition('?')[0]}/sprak", language="en")


async def _open_network(running: Installation) -> dict[str, Any]:
    """A cohort that anybody may join, with five seats a date, and a logo of the organiser."""
    contact = await made(running, "/contacts", label="Maria Ekström", email=CONTACT, phone="070-174 06 05")
    programme = await made(
        running,
        "/programmes",
        title="Nätverk för förstelärare",
        registration="open",
        contact_id=contact["id"],
    )
    cohort = await made(
        running, "/cohorts", programme_id=programme["id"], name="Våren", slug="natverk", capacity=5,
        reminders=[{"days_before": 7}, {"hours_before": 2}], offer_hours=336,
    )  # fmt: skip
    for number in (1, 2):
        starts = f"2040-04-{9 + number}T13:00:00+02:00"
        await made(
            running, "/sessions", cohort_id=cohort["id"], title=f"Träff {number}", number=number, mode="hybrid",
            place="Långhuset", join_url="https://mote.example/rum", starts_at=starts,
            ends_at=starts.replace("13:00", "15:30"), agenda=["Kaffe", "Samtal"],
        )  # fmt: skip
    logo = await running.api.put("/organiser/logo", content=a_logo(), headers={"content-type": "image/png"})
    assert logo.is_success, logo.text
    await post(running, f"{HOST}/bevaka", email="bo@skola.example")
    opened = await running.api.post(f"/cohorts/{cohort['id']}/publish")
    assert opened.is_success, opened.text
    await post(running, f"{HOST}/bevaka", email="signe@skola.example")
    return cohort


async def _register(running: Installation, cohort: dict[str, Any]) -> None:
    """Register by the public form, by an assistant and by the API with answers, until the cohort is full and people wait."""
    dates = [session["id"] for session in await running.all("/sessions", cohort_id=cohort["id"])]
    await post(running, f"{HOST}/natverk", name="Bo Berg", email="bo@skola.example", session_ids=dates)
    await post(
        running, f"{HOST}/natverk/flera", session_ids=dates, assistant_name="Eva Berg",
        assistant_email="eva@skola.example", organisation="Centralskolan",
        **{"name-1": "Cia Ek", "email-1": "cia@skola.example", "name-2": "Dan Ek", "email-2": ""},
    )  # fmt: skip
    question = {"cohort_id": cohort["id"], "required": False}
    await made(running, "/questions", **question, kind="text", label="Vad vill du ta upp?", position=1)
    await made(
        running, "/questions", **question, kind="text", label="Specialkost", sensitive=True, position=2
    )
    consent = await running.api.put(f"/cohorts/{cohort['id']}/consent", json={"text": "Bilder får tas."})
    assert consent.is_success, consent.text
    topic_question, diet_question = await running.all("/questions", cohort_id=cohort["id"])
    people = (("Anna Ek", "anna@skola.example"), ("Nils Nej", REFUSING), ("Frida Falk", "frida@skola.example"),
              ("Gun Grå", "gun@skola.example"))  # fmt: skip
    for name, address in people:
        await made(
            running, "/registrations", cohort_id=cohort["id"], person={"name": name, "email": address},
            answers={topic_question["id"]: "Bedömning", diet_question["id"]: "Nötter"}, consent_version=1,
        )  # fmt: skip
    await running.settled()


async def _change(running: Installation, cohort: dict[str, Any]) -> None:
    """Withdraw one person, so that the seat is offered to another; move a session twice; make an enquiry; erase a person."""
    listed = await running.all("/registrations", cohort_id=cohort["id"])
    by_address = {registration["person"]["email"]: registration for registration in listed}
    withdrawn = await running.api.post(f"/registrations/{by_address[REFUSING]['id']}/withdraw", json={})
    assert withdrawn.is_success, withdrawn.text
    first, second = await running.all("/sessions", cohort_id=cohort["id"])
    for hour in ("14:00", "14:30"):
        times_of_day = {"starts_at": f"2040-04-10T{hour}:00+02:00", "ends_at": "2040-04-10T16:00:00+02:00"}
        moved = await running.api.patch(f"/sessions/{first['id']}", json=times_of_day)
        assert moved.is_success, moved.text
        await running.settled()
    cancelled = await running.api.post(
        f"/sessions/{second['id']}/cancel", json={"reason": "Salen är upptagen"}
    )
    assert cancelled.is_success, cancelled.text
    await post(
        running, f"{HOST}/forfragan", subject="En halvdag", organisation="Nora kommun", name="Karin Kil",
        email="karin@nora.example",
    )  # fmt: skip
    [enquiry] = await running.all("/enquiries")
    answered = await running.api.post(f"/enquiries/{enquiry['id']}/answer", json={"answer": "Det ordnar vi."})
    assert answered.is_success, answered.text
    await running.settled()
    person_id = by_address[REFUSING]["person"]["id"]
    forgotten = await running.api.post(f"/people/{person_id}/forget")
    assert forgotten.is_success, forgotten.text


async def _meet_today(running: Installation, programme_id: str) -> None:
    """A digital meeting that begins soon: one comes by their own link, and brings a guest."""
    soon = times.now().replace(microsecond=0) + timedelta(minutes=10)
    cohort = await made(
        running, "/cohorts", programme_id=programme_id, name="I dag", slug="i-dag", forwarding="open"
    )
    await made(
        running, "/sessions", cohort_id=cohort["id"], title="Digital träff", mode="digital",
        join_url="https://mote.example/rum", starts_at=soon.isoformat(),
        ends_at=(soon + timedelta(hours=1)).isoformat(),
    )  # fmt: skip
    await running.api.post(f"/cohorts/{cohort['id']}/publish")
    ada = {"name": "Ada Åberg", "email": "ada@skola.example"}
    await made(running, "/registrations", cohort_id=cohort["id"], person=ada)
    door = (await mail_to(running, ada["email"], "confirmation")).link("j")
    await post(running, door, who="me")
    await post(running, door, who="guest", guest_name="Gäst Gran")
