"""Mailings: to whom they go, what they say, when, and that nobody gets one twice."""

from datetime import timedelta

import pytest

from services.registration.actions.mailings import send_mailing
from services.registration.store.outgoing import everything
from shared import times
from tests.support.both import ahead
from tests.support.caller import an_initiator
from tests.support.mail import read

PDF = b"%PDF-1.7 program"


@pytest.fixture
async def cohort(both, office):
    """Two sessions. Anna (Örebro) comes to both, Bo to the first, Cecilia has said no, David has not answered."""
    both.post.start()
    organiser = both.organiser
    here = await organiser.organisation("Nora kommun", municipality_code="1884")
    there = await organiser.organisation("Malmö stad", municipality_code="1280")
    for name, organisation in (
        ("Anna Ek", here),
        ("Bo Lind", there),
        ("Cecilia Ask", here),
        ("David Öst", here),
    ):
        await organiser.person(name, organisation, "rektor")
    cohort = await organiser.cohort()
    sessions = [
        await organiser.session(
            cohort,
            title=f"Träff {number}",
            starts_at=ahead(30 + number),
            ends_at=ahead(30 + number) + timedelta(hours=2),
        )
        for number in (1, 2)
    ]
    await organiser.rule(cohort, await organiser.audience())
    await office.post(f"/cohorts/{cohort}/invite")
    invited = await organiser.invitations(cohort)
    both_of_them, first = [str(one) for one in sessions], [str(sessions[0])]
    for name, answer in (
        ("Anna Ek", {"answer": "yes", "session_ids": both_of_them}),
        ("Bo Lind", {"answer": "yes", "session_ids": first}),
        ("Cecilia Ask", {"answer": "no"}),
    ):
        answered = await office.post(f"/invitations/{invited[name]['id']}/answer", json=answer)
        assert answered.status_code == 200, answered.text
    await both.settle()
    return cohort, sessions


def mailed(both):
    mails = [mail for mail in map(read, both.post.mailbox.raws()) if mail.kind == "mailing"]
    return {mail.to: mail for mail in mails}


async def a_mailing(office, cohort, **fields):
    body = {"cohort_id": str(cohort), "subject": "Inför {{satsning}}", "body": "Ta med **dator**."}
    answer = await office.post("/mailings", json=body | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_those_who_come_from_one_county_and_not_to_the_second_session(both, office, cohort):
    cohort_id, (_, second) = cohort
    selection = {"status": "accepted", "county_code": "12", "not_session_id": str(second)}

    made = await a_mailing(
        office,
        cohort_id,
        selection=selection,
        body="vi ses, {{förnamn}} på {{organisation}}.\n\n{{datum}}\n\n[Din sida]({{länk}})\n\n<script>",
    )
    await both.settle()

    assert (made["recipients"], made["without_address"], made["status"]) == (1, 0, "sent")
    assert list(mailed(both)) == ["bo.lind@kommun.example"]
    mail = mailed(both)["bo.lind@kommun.example"]
    text = " ".join(mail.text.split())
    assert mail.subject == "Inför Att leda"
    assert "vi ses, Bo på Malmö stad." in text
    assert ("Träff 1" in text, "Träff 2" in text) == (True, False)
    assert len(mail.links("r")) == 1
    assert "&lt;script&gt;" in mail.html
    assert (
        await office.get(f"http://kallelse.example/r/{mail.link('r').rpartition('/')[2]}")
    ).status_code == 200


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        ({}, ["anna.ek", "bo.lind", "david.ost"]),
        ({"status": "registered"}, ["anna.ek", "bo.lind"]),
        ({"status": "pending"}, ["david.ost"]),
        ({"status": "declined"}, ["cecilia.ask"]),
        ({"statuses": ["declined", "pending"]}, ["cecilia.ask", "david.ost"]),
        ({"municipality_code": "1884", "role": "rektor"}, ["anna.ek", "david.ost"]),
        ({"county_code": "18", "status": "registered"}, ["anna.ek"]),
        ({"role": "skolchef"}, []),
    ],
)
async def test_whom_a_selection_matches(both, office, cohort, selection, names):
    made = await a_mailing(office, cohort[0], selection=selection)
    await both.settle()

    assert made["recipients"] == len(names)
    assert [warning["kind"] for warning in made["warnings"]] == ([] if names else ["nobody_found"])
    assert sorted(mailed(both)) == [f"{name}@kommun.example" for name in names]


async def test_a_session_an_audience_and_an_organisation_can_be_asked_for(both, office, cohort):
    cohort_id, (_, second) = cohort
    audience = await both.organiser.audience(municipality_codes=("1884",), name="Nora")
    there = await both.organiser.pool.fetchval("select id from organisation where name = 'Malmö stad'")

    counts = [
        (await a_mailing(office, cohort_id, draft=True, selection=selection))["recipients"]
        for selection in (
            {"session_id": str(second)},
            {"audience_id": str(audience)},
            {"organisation_id": str(there)},
        )
    ]
    unknown = await office.post(
        "/mailings",
        json={
            "cohort_id": str(cohort_id),
            "subject": "a",
            "body": "b",
            "selection": {"session_id": str(cohort_id)},
        },
    )

    assert counts == [1, 2, 1]
    assert unknown.status_code == 404


async def test_what_is_previewed_is_what_is_sent(both, office, cohort):
    draft = await a_mailing(
        office, cohort[0], draft=True, selection={"status": "registered"}, body="Hej {{namn}}"
    )
    assert (draft["status"], draft["recipients"]) == ("draft", 2)
    sent = len(both.post.mailbox.raws())

    path = f"/mailings/{draft['id']}/preview"
    shown = (await office.post(path)).json()
    # By a key, and as a dry run: notify is asked between two transactions, and in none.
    with_key = [(await office.post(path, headers={"idempotency-key": "look"})).json() for _ in range(2)]
    tried = (await office.post(path, params={"dry_run": "true"})).json()
    assert [one["recipients"] for one in (*with_key, tried["result"])] == [shown["recipients"]] * 3
    await both.settle()
    assert len(both.post.mailbox.raws()) == sent
    key = next(one["key"] for one in shown["listed"] if one["name"] == "Bo Lind")
    tried = (await office.post(f"/mailings/{draft['id']}/send", params={"dry_run": "true"})).json()
    done = await office.post(f"/mailings/{draft['id']}/send")
    await both.settle()

    assert shown["mails"] == tried["mails"] == [{"kind": "mailing", "count": 2}]
    assert (shown["recipients"], shown["without_address"], len(shown["listed"])) == (2, 0, 2)
    assert shown["sample"]["subject"] == "Inför Att leda"
    assert (key.startswith("mailing:"), done.json()["status"]) == (True, "sent")
    assert len(mailed(both)) == 2
    assert (await office.post(f"/mailings/{draft['id']}/send")).status_code == 409
    assert (await office.post(f"/mailings/{draft['id']}/cancel")).status_code == 409
    assert (await office.delete(f"/mailings/{draft['id']}")).status_code == 409


async def test_a_test_goes_to_one_address_and_its_links_open_nothing(both, office, cohort):
    draft = await a_mailing(
        office, cohort[0], draft=True, selection={"status": "registered"}, body="{{länk}}"
    )

    answer = await office.post(f"/mailings/{draft['id']}/test", json={"to": "Eva@Kontoret.example"})
    await both.settle()

    assert (answer.status_code, answer.json()["status"]) == (200, "draft")
    [(to, mail)] = mailed(both).items()
    assert (to.casefold(), mail.subject) == ("eva@kontoret.example", "Test: Inför Att leda")
    token = mail.link("r").rpartition("/")[2]
    assert (await office.get(f"http://kallelse.example/r/{token}")).status_code == 404
    wrong = await office.post(f"/mailings/{draft['id']}/test", json={"to": "ingen"})
    assert wrong.json()["errors"][0]["pointer"] == "/to"


async def test_a_scheduled_mailing_goes_when_its_time_comes_to_whom_it_matches_then(both, office, cohort):
    soon = times.now() + timedelta(hours=1)
    made = await a_mailing(office, cohort[0], send_at=soon.isoformat(), selection={"status": "pending"})
    invited = await both.organiser.invitations(cohort[0])
    pool = both.organiser.pool
    assert (made["status"], made["recipients"]) == ("scheduled", 1)

    assert await send_mailing.send_due(pool, an_initiator(now=times.now())) == 0
    answer = f"/invitations/{invited['David Öst']['id']}/answer"
    await office.post(answer, json={"answer": "no"})
    assert await send_mailing.send_due(pool, an_initiator(now=soon)) == 1
    assert await send_mailing.send_due(pool, an_initiator(now=soon)) == 0
    await both.settle()

    shown = (await office.get(f"/mailings/{made['id']}")).json()
    assert (shown["status"], shown["recipients"], mailed(both)) == ("sent", 0, {})


async def test_a_scheduled_mailing_can_be_moved_changed_and_cancelled(both, office, cohort):
    soon = times.now() + timedelta(hours=1)
    made = await a_mailing(office, cohort[0], send_at=soon.isoformat())
    at = f"/mailings/{made['id']}"

    later = await office.post(f"{at}/schedule", json={"send_at": (soon + timedelta(hours=1)).isoformat()})
    past = await office.post(f"{at}/schedule", json={"send_at": "2020-01-01T09:00:00Z"})
    changed = await office.patch(at, json={"subject": "Nytt", "version": later.json()["version"]})
    outdated = await office.patch(at, json={"subject": "Nyare", "version": 1})
    assert await send_mailing.send_due(both.organiser.pool, an_initiator(now=soon)) == 0
    cancelled = await office.post(f"{at}/cancel")
    assert await send_mailing.send_due(both.organiser.pool, an_initiator(now=soon + timedelta(days=1))) == 0

    assert (later.status_code, past.status_code, outdated.status_code) == (200, 422, 409)
    assert (changed.json()["subject"], changed.json()["status"]) == ("Nytt", "scheduled")
    assert cancelled.json()["status"] == "cancelled"
    listed = (await office.get("/mailings", params={"cohort_id": str(cohort[0])})).json()["items"]
    assert [one["status"] for one in listed] == ["cancelled"]


async def test_every_fault_of_a_mailing_is_said_at_once(office, cohort):
    answer = await office.post(
        "/mailings",
        json={"cohort_id": str(cohort[0]), "subject": "{{a}}", "body": "{{b}} {{c}} {{"},
    )
    other = await office.post(
        "/mailings",
        json={
            "cohort_id": str(cohort[0]),
            "subject": "",
            "selection": {"status": "alla", "county_code": "x"},
        },
    )

    assert answer.status_code == 422
    said = [(error["pointer"], error["detail"]) for error in answer.json()["errors"]]
    assert [pointer for pointer, _ in said] == ["/subject", "/body", "/body", "/body"]
    assert [
        name in detail for (_, detail), name in zip(said, ("{{a}}", "{{b}}", "{{c}}", "{{"), strict=True)
    ] == [True] * 4
    assert {error["pointer"] for error in other.json()["errors"]} == {
        "/subject", "/body", "/selection/status", "/selection/county_code",
    }  # fmt: skip


async def test_files_go_along_and_are_what_their_content_is(both, office, cohort):
    draft = await a_mailing(office, cohort[0], draft=True, selection={"status": "declined"})
    at = f"/mailings/{draft['id']}"

    added = await office.post(f"{at}/attachments", params={"name": "Program för dagen.pdf"}, content=PDF)
    twice = await office.post(f"{at}/attachments", params={"name": "Program för dagen.pdf"}, content=PDF)
    other = await office.post(f"{at}/attachments", params={"name": "annat.txt"}, content=b"Kaffe\n")
    wrong = await office.post(f"{at}/attachments", params={"name": "x.exe"}, content=b"MZ\x90")
    [_, extra] = other.json()["attachments"]
    removed = await office.delete(f"{at}/attachments/{extra['id']}")
    await office.post(f"{at}/send")
    await both.settle()

    assert (added.status_code, twice.status_code, wrong.status_code, removed.status_code) == (
        201,
        409,
        422,
        204,
    )
    [mail] = mailed(both).values()
    [file] = list(mail.message.iter_attachments())
    assert (file.get_filename(), file.get_content_type()) == ("Program för dagen.pdf", "application/pdf")
    assert file.get_payload(decode=True) == PDF


async def test_those_without_an_address_are_counted(both, office, cohort):
    person = await both.organiser.pool.fetchval("select id from person where name = 'Anna Ek'")
    await office.patch(f"/people/{person}", json={"email": None})

    made = await a_mailing(office, cohort[0], selection={"status": "registered"})

    assert (made["recipients"], made["without_address"]) == (1, 1)


async def test_after_a_replay_nothing_goes_twice(both, office, cohort):
    await a_mailing(office, cohort[0])
    await both.settle()
    assert len(mailed(both)) == 3
    sent = len(both.post.mailbox.raws())

    async with both.organiser.pool.acquire() as conn, conn.transaction():
        await everything.tell_everything(conn, replayed_at=times.now())
    await both.settle()

    assert len(both.post.mailbox.raws()) == sent


async def test_templates_are_kept_and_checked(office):
    text = {"name": "Inför", "subject": "Inför {{satsning}}", "body": "Hej"}
    made = await office.post("/mailing_templates", json=text)
    at = f"/mailing_templates/{made.json()['id']}"

    twice = await office.post("/mailing_templates", json=text)
    wrong = await office.post("/mailing_templates", json=text | {"name": "B", "body": "{{x}}"})
    changed = await office.patch(at, json={"body": "Hej {{namn}}"})
    listed = (await office.get("/mailing_templates")).json()["items"]

    assert (made.status_code, twice.status_code, wrong.status_code) == (201, 409, 422)
    assert (changed.json()["body"], [one["name"] for one in listed]) == ("Hej {{namn}}", ["Inför"])
    assert (await office.delete(at)).status_code == 204
    assert (await office.get(at)).status_code == 404


async def test_what_an_open_mailing_names_cannot_be_deleted_and_afterwards_it_can(both, office):
    cohort_id = await both.organiser.cohort()
    audience = str(await both.organiser.audience(name="Ensam"))
    organisation = str(await both.organiser.organisation("Ensam kommun"))
    session = str(await both.organiser.session(cohort_id, title="Extra"))
    named = {"audience_id": audience, "organisation_id": organisation, "not_session_id": session}
    paths = [f"/audiences/{audience}", f"/organisations/{organisation}", f"/sessions/{session}"]
    draft = await a_mailing(office, cohort_id, draft=True, selection=named)

    assert [(await office.delete(path)).status_code for path in paths] == [409, 409, 409]

    assert (await office.post(f"/mailings/{draft['id']}/cancel")).status_code == 200
    assert [(await office.delete(path)).status_code for path in paths] == [204, 204, 204]
    assert (await office.get(f"/mailings/{draft['id']}")).status_code == 200
