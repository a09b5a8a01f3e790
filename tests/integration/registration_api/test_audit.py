"""Every change through the API leaves an audit row that names the actor; its personal data are erased with the person."""

from datetime import timedelta
from uuid import UUID

import httpx

from services.registration.actions.directory import forget_person
from services.registration.actions.public import enquire
from services.registration.actions.registrations import withdraw
from services.registration.actions.upkeep.dispose import Retention, dispose
from services.registration.domain.enquiry import NewEnquiry
from services.registration.domain.permissions import READ, READ_AS_ADMIN
from services.registration.store.access import staff
from services.registration.store.transaction import transaction
from services.registration.web import callers
from services.registration.web.routes import API
from shared import ids, times
from tests.support.api import a_cohort, a_registration, a_session, made, notify_that
from tests.support.caller import a_caller, an_initiator
from tests.support.pictures import png

TO_BE_REMOVED = {
    "/organisations": {"name": "Förvaltningen"},
    "/people": {"name": "Dan Al", "email": "dan@skola.example"},
    "/contacts": {"label": "Projektledare", "email": "eva@kommun.example"},
    "/audiences": {"name": "Alla"},
    "/programmes": {"title": "En annan"},
}


async def rows(api):
    """The audit rows, except those of the commands that prepared the test."""
    return [
        dict(row)
        for row in await api.pool.fetch("select * from audit where actor_kind <> 'command' order by id")
    ]


async def organiser_of(api):
    return await api.pool.fetchval("select id from organiser where slug = 'prov'")


class Walk:
    """Calls routes, and collects the permissions that have left an audit row of their own name."""

    def __init__(self, api, client):
        self.api, self.client, self.audited = api, client, set()

    async def do(self, permission, method, path, body=None, **more):
        before = len(await rows(self.api))
        answer = await self.client.request(
            method, path, **({"json": body} if body is not None else {}), **more
        )
        assert answer.status_code < 300, (path, answer.text)
        new = (await rows(self.api))[before:]
        assert [row["action"] for row in new] == [permission], path
        assert (new[0]["actor_kind"], new[0]["actor_role"]) == ("token", "admin")
        assert new[0]["correlation_id"] == answer.headers["x-correlation-id"]
        self.audited.add(permission)
        return answer.json() if answer.content else None


async def webhooks(walk):
    body = {"name": "Katalogen", "url": "https://kurser.example/hook", "kinds": ["cohort.changed"]}
    webhook = await walk.do("webhook.create", "POST", "/webhooks", body)
    at = f"/webhooks/{webhook['id']}"
    await walk.do("webhook.change", "PATCH", at, {"status": "paused"})
    await walk.do("webhook.rotate", "POST", f"{at}/rotate")
    message = await walk.do("webhook.test", "POST", f"{at}/test")
    await walk.do("webhook.resend", "POST", f"/webhook_messages/{message['id']}/resend")
    await walk.do("webhook.delete", "DELETE", at)


async def test_every_changing_route_leaves_one_audit_row_named_by_its_permission(api, admin):
    walk = Walk(api, admin)
    await walk.do("organiser.change", "PATCH", "/organiser", {"short_name": "Prov"})
    await walk.do("organiser.pause_sending", "POST", "/organiser/pause_sending")
    await walk.do("organiser.resume_sending", "POST", "/organiser/resume_sending")
    await walk.do("organiser.set_logo", "PUT", "/organiser/logo", content=png())
    await walk.do("organiser.remove_logo", "DELETE", "/organiser/logo")
    kept = {}
    for path, body in TO_BE_REMOVED.items():
        noun = {"/people": "person"}.get(path, path[1:-1])
        thing = await walk.do(f"{noun}.create", "POST", path, body)
        field = next(iter(body))
        await walk.do(f"{noun}.change", "PATCH", f"{path}/{thing['id']}", {field: "Ändrat"})
        kept[noun] = (
            await made(admin, path, **(body | ({"email": "asa@skola.example"} if "email" in body else {})))
        )["id"]
        await walk.do(f"{noun}.delete", "DELETE", f"{path}/{thing['id']}")
    await cohorts_and_invitations(walk, kept)
    await registrations(walk, kept)
    await mailings(walk, kept)
    await walk.do("person.replace_links", "POST", f"/people/{kept['person']}/replace_links")
    # Somebody who is added or changed by a list has a row of their own; this list changes nobody.
    result = await walk.do(
        "person.import", "POST", "/people/import", content=b"E-post\r\nasa@skola.example\r\n"
    )
    await walk.do("person.undo_import", "POST", f"/people/imports/{result['import_id']}/undo")
    twin = await made(admin, "/people", name="Asa", email="asa@kommun.example")
    await walk.do("person.merge", "POST", f"/people/{twin['id']}/merge", {"into": kept["person"]})
    handed = {"organisation_id": kept["organisation"], "successor_id": kept["person"]}
    holder = await made(admin, "/people", name="Ivar", positions=[{"organisation_id": kept["organisation"]}])
    await walk.do("position.hand_over", "POST", f"/people/{holder['id']}/hand_over", handed)
    token = await walk.do("token.create", "POST", "/tokens", {"name": "Prov", "role": "viewer"})
    await walk.do("token.revoke", "DELETE", f"/tokens/{token['id']}")
    await webhooks(walk)
    await walk.do("person.forget", "POST", f"/people/{kept['person']}/forget")
    async with notify_that(api, lambda _: httpx.Response(200, json={"resent": 2})):
        await walk.do("delivery.resend", "POST", "/deliveries/resend", {"status": "failed"})

    assert walk.audited == {route.permission for route in API} - {READ, READ_AS_ADMIN}


async def cohorts_and_invitations(walk, kept):
    new = {"programme_id": kept["programme"], "name": "Våren"}
    thing = await walk.do("cohort.create", "POST", "/cohorts", new)
    at = f"/cohorts/{thing['id']}"
    await walk.do("cohort.change", "PATCH", at, {"name": "Hösten"})
    question = await walk.do(
        "question.create", "POST", "/questions", {"cohort_id": thing["id"], "kind": "text", "label": "Mat?"}
    )
    await walk.do("question.change", "PATCH", f"/questions/{question['id']}", {"label": "Kost?"})
    await walk.do("question.delete", "DELETE", f"/questions/{question['id']}")
    await walk.do("consent.set", "PUT", f"{at}/consent", {"text": "Vi tar bilder."})
    await walk.do("cohort.publish", "POST", f"{at}/publish")
    await walk.do("cohort.close", "POST", f"{at}/close")
    await walk.do("cohort.pause_sending", "POST", f"{at}/pause_sending")
    await walk.do("cohort.resume_sending", "POST", f"{at}/resume_sending")
    await walk.do("cohort.cancel", "POST", f"{at}/cancel")
    gone = await made(walk.client, "/cohorts", programme_id=kept["programme"], name="Ingen")
    await walk.do("cohort.delete", "DELETE", f"/cohorts/{gone['id']}")
    cohort = await a_cohort(walk.client, sessions=2)
    kept["cohort"], kept["session"] = cohort["id"], cohort["session_ids"][0]
    copying = {"name": "Igen", "first_session_on": str(times.local(times.now()).date() + timedelta(days=90))}
    await walk.do("cohort.copy", "POST", f"/cohorts/{cohort['id']}/copy", copying)
    starts = times.now() + timedelta(days=60)
    session = await walk.do(
        "session.create", "POST", "/sessions",
        {"cohort_id": cohort["id"], "title": "Extra", "starts_at": starts.isoformat(),
         "ends_at": (starts + timedelta(hours=1)).isoformat()},
    )  # fmt: skip
    await walk.do("session.change", "PATCH", f"/sessions/{session['id']}", {"title": "Annat"})
    await walk.do("session.cancel", "POST", f"/sessions/{session['id']}/cancel", {"reason": "Sjuk"})
    await walk.do("session.delete", "DELETE", f"/sessions/{session['id']}")
    position = {"organisation_id": kept["organisation"], "role": "rektor"}
    await made(walk.client, "/people", name="Disa", email="disa@skola.example", positions=[position])
    audience = await made(walk.client, "/audiences", name="Rektorer", roles=["rektor"])
    rule = {"cohort_id": cohort["id"], "audience_id": audience["id"]}
    thing = await walk.do("invitation_rule.create", "POST", "/invitation_rules", rule)
    await walk.do(
        "invitation_rule.change", "PATCH", f"/invitation_rules/{thing['id']}", {"waiting_list": True}
    )
    await walk.do("invitation_rule.delete", "DELETE", f"/invitation_rules/{thing['id']}")
    await made(walk.client, "/invitation_rules", **rule)
    await walk.do("invitation.send", "POST", f"/cohorts/{cohort['id']}/invite")
    later = [(times.now() + timedelta(days=days)).isoformat() for days in (1, 2)]
    scheduled = {"cohort_id": cohort["id"], "send_at": later[0]}
    for does, method in (("take_back", "DELETE"), ("send", "POST")):
        sending = await walk.do("scheduled_sending.create", "POST", "/scheduled_sendings", scheduled)
        at = f"/scheduled_sendings/{sending['id']}"
        await walk.do("scheduled_sending.change", "PATCH", at, {"send_at": later[1]})
        await walk.do(f"scheduled_sending.{does}", method, at if does == "take_back" else f"{at}/send")
    await walk.api.pool.execute("update invitation set status = 'sent'")
    await walk.do("invitation.remind", "POST", f"/cohorts/{cohort['id']}/remind")
    (invitation,) = (await walk.client.get("/invitations")).json()["items"]
    await walk.do("invitation.answer", "POST", f"/invitations/{invitation['id']}/answer", {"answer": "yes"})


async def registrations(walk, kept):
    bo = {"name": "Bo Berg", "email": "bo@skola.example"}
    registration = await walk.do(
        "registration.create", "POST", "/registrations", {"cohort_id": kept["cohort"], "person": bo, "must_confirm": True}
    )  # fmt: skip
    at = f"/registrations/{registration['id']}"
    await walk.do("registration.confirm", "POST", f"{at}/confirm")
    await walk.do("registration.change_answers", "PATCH", at, {"answers": {"kost": "Vegetarisk"}})
    attendance_notes = [{"person_id": registration["person"]["id"], "attendance": "excused"}]
    await walk.do("attendance.note", "PUT", f"/sessions/{kept['session']}/attendance", attendance_notes)
    cia = {"name": "Cia", "email": "cia@skola.example"}
    await walk.do("registration.substitute", "POST", f"{at}/substitute", {"substitute": cia})
    mine = await walk.do("registration.take_back", "POST", f"{at}/take_back", {})
    at = f"/registrations/{mine['id']}"
    await walk.do("registration.withdraw", "POST", f"{at}/withdraw", {})
    new = NewEnquiry(
        subject="Kurs", organisation="Skolan", name="Bo", email="bo@skola.example", language="sv"
    )
    visitor = a_caller(await organiser_of(walk.api), kind="visitor")
    enquiry = await enquire.enquire(walk.api.pool, visitor, new)
    await walk.do("enquiry.change", "PATCH", f"/enquiries/{enquiry}", {"note": "Ring Bo"})
    await walk.do("enquiry.answer", "POST", f"/enquiries/{enquiry}/answer", {"answer": "Gärna"})


async def mailings(walk, kept):
    text = {"subject": "Inför {{satsning}}", "body": "Hej"}
    template = await walk.do(
        "mailing_template.create", "POST", "/mailing_templates", text | {"name": "Inför"}
    )
    at = f"/mailing_templates/{template['id']}"
    await walk.do("mailing_template.change", "PATCH", at, {"body": "Hejsan"})
    await walk.do("mailing_template.delete", "DELETE", at)
    own = {"letter": "reminder", "subject_sv": "Snart"}
    written = await walk.do("letter_text.create", "POST", "/letter_texts", own)
    at = f"/letter_texts/{written['id']}"
    await walk.do("letter_text.change", "PATCH", at, {"body_sv": "Hej"})
    await walk.do("letter_text.delete", "DELETE", at)
    new = text | {
        "cohort_id": kept["cohort"],
        "draft": True,
        "selection": {"statuses": ["withdrawn", "pending", "registered"]},
    }
    mailing = await walk.do("mailing.create", "POST", "/mailings", new)
    at = f"/mailings/{mailing['id']}"
    await walk.do("mailing.change", "PATCH", at, {"body": "Hejsan"})
    with_file = await walk.do("mailing.attach", "POST", f"{at}/attachments?name=a.txt", content=b"Kaffe")
    [file] = with_file["attachments"]
    await walk.do("mailing.detach", "DELETE", f"{at}/attachments/{file['id']}")
    await walk.do("mailing.test", "POST", f"{at}/test", {"to": "eva@kontoret.example"})
    later = (times.now() + timedelta(days=1)).isoformat()
    await walk.do("mailing.schedule", "POST", f"{at}/schedule", {"send_at": later})
    await walk.do("mailing.send", "POST", f"{at}/send")
    other = await made(walk.client, "/mailings", **new)
    await walk.do("mailing.cancel", "POST", f"/mailings/{other['id']}/cancel")
    gone = await made(walk.client, "/mailings", **new)
    await walk.do("mailing.delete", "DELETE", f"/mailings/{gone['id']}")


async def test_an_audit_row_has_the_changed_fields_before_and_after(api, admin):
    cohort = await a_cohort(admin)
    session_id = UUID(cohort["session_ids"][0])

    await admin.patch(f"/sessions/{session_id}", json={"title": "Nytt namn", "capacity": 12})

    last = (await rows(api))[-1]
    assert (last["subject_kind"], last["subject_id"]) == ("session", session_id)
    assert last["before"] == {"title": "Träff 1", "capacity": None}
    assert last["after"] == {"title": "Nytt namn", "capacity": 12}


async def test_a_request_that_changes_nothing_or_is_refused_leaves_no_audit_row(api, admin):
    cohort = await a_cohort(admin)
    before = await rows(api)

    assert (await admin.patch(f"/cohorts/{cohort['id']}", json={"name": cohort["name"]})).status_code == 200
    assert (await admin.post(f"/cohorts/{cohort['id']}/publish")).status_code == 200
    assert (
        await admin.patch(f"/cohorts/{cohort['id']}", json={"slug": "a", "version": 99})
    ).status_code == 409
    assert (await (await api.client("viewer")).delete(f"/cohorts/{cohort['id']}")).status_code == 403

    assert await rows(api) == before


async def test_a_withdrawal_by_the_participant_leaves_an_audit_row_of_theirs(api, admin):
    cohort = await a_cohort(admin)
    registration = await a_registration(admin, cohort["id"], "anna@skola.example")
    before = await rows(api)

    person_id = UUID(registration["person"]["id"])
    participant = callers.from_link(await organiser_of(api), person_id, now=times.now(), language="sv")
    await withdraw.withdraw(api.pool, participant, UUID(registration["id"]), session_ids=None)

    [row] = (await rows(api))[len(before) :]
    assert (row["actor_kind"], row["actor_id"], row["action"]) == (
        "participant", person_id, "registration.withdraw",
    )  # fmt: skip


async def test_each_of_several_registrations_has_its_own_audit_row(api, admin):
    cohort = await a_cohort(admin)
    registered = [
        await a_registration(admin, cohort["id"], f"{name}@skola.example") for name in ("anna", "bo")
    ]

    created = [row for row in await rows(api) if row["action"] == "registration.create"]
    assert [str(row["subject_id"]) for row in created] == [registration["id"] for registration in registered]
    assert {row["actor_id"] for row in created} == {await api.pool.fetchval("select id from api_token")}
    assert created[0]["after"] == {"cohort_id": cohort["id"], "status": "registered"}


async def test_an_erasure_leaves_no_personal_data_in_the_audit_rows(api, admin):
    person = await made(admin, "/people", name="Åsa Ek", email="asa@skola.example")
    await admin.patch(f"/people/{person['id']}", json={"name": "Åsa Eklund"})
    cohort = await a_cohort(admin)
    registration = await a_registration(admin, cohort["id"], "asa@skola.example")
    await admin.patch(f"/registrations/{registration['id']}", json={"answers": {"kost": "Nötter"}})
    everything = "select coalesce(string_agg(concat(before, after), ' '), '') from audit"
    assert "Eklund" in await api.pool.fetchval(everything)

    caller = a_caller(await organiser_of(api))
    await forget_person.forget(api.pool, caller, UUID(person["id"]))
    async with transaction(api.pool) as conn:
        await forget_person.finish(conn, caller, [UUID(person["id"])])

    left = await api.pool.fetchval(everything)
    assert not [word for word in ("sa Ek", "asa@", "Nötter", registration["person"]["name"]) if word in left]
    about = [row for row in await rows(api) if str(row["subject_id"]) in {person["id"], registration["id"]}]
    assert [row["action"] for row in about] == [
        "person.create", "person.change", "registration.create", "registration.change_answers",
    ]  # fmt: skip
    assert {(row["before"], row["after"]) for row in about} == {(None, None)}


async def test_audit_rows_of_a_deleted_person_keep_only_the_actions(api, admin):
    person = await made(admin, "/people", name="Dan Al", email="dan@skola.example")
    await admin.delete(f"/people/{person['id']}")

    assert [(row["action"], row["before"], row["after"]) for row in await rows(api)][-2:] == [
        ("person.create", None, None), ("person.delete", None, None),
    ]  # fmt: skip


async def test_audit_rows_of_a_contact_have_no_name_or_address(api, admin):
    contact = await made(admin, "/contacts", label="Eva Ek", email="eva@kommun.example")
    await admin.patch(f"/contacts/{contact['id']}", json={"label": "Bo Berg"})

    created, changed = await rows(api)
    assert (created["after"], changed["before"], changed["after"]) == (None, None, {"changed": ["label"]})


async def test_the_log_is_searched_by_actor_action_and_period(api, admin):
    await made(admin, "/organisations", name="Förvaltningen")
    organisation = await made(admin, "/organisations", name="Skolan")
    await admin.patch(f"/organisations/{organisation['id']}", json={"name": "Nya skolan"})
    token_id = (await rows(api))[-1]["actor_id"]
    later = (times.now() + timedelta(hours=1)).isoformat()
    earlier = (times.now() - timedelta(hours=1)).isoformat()

    async def found(**query) -> list[str]:
        answer = await admin.get("/audit", params={"subject_id": organisation["id"], **query})
        return [entry["action"] for entry in answer.json()["items"]]

    both = ["organisation.change", "organisation.create"]
    assert await found() == both
    assert await found(actor_id=str(token_id), actor_kind="token", since=earlier, until=later) == both
    assert await found(action="organisation.create") == ["organisation.create"]
    assert await found(actor_id=organisation["id"]) == await found(actor_kind="staff") == []
    assert await found(since=later) == await found(until=earlier) == []
    answer = await admin.get("/audit", params={"since": "i går", "actor_kind": "nobody"})
    assert answer.status_code == 422


async def test_staff_who_have_ended_are_deleted_when_the_log_of_what_they_did_is(api):
    await api.client()  # makes the organiser
    pool, now = api.pool, times.now()
    organiser_id = await organiser_of(api)
    async with pool.acquire() as conn:
        for email in ("slutat@prov.example", "kvar@prov.example"):
            await staff.invite(conn, organiser_id, ids.new(), email=email, role="coordinator", name="Nils Ek")
    await pool.execute("update staff set ended_at = $1 where email like 'slutat%'", now)

    async def stored(later: timedelta, *, audit: int) -> list[str]:
        kept = Retention(people=0, guests=0, enquiries=0, audit=audit)
        await dispose(pool, an_initiator(now=now + later), kept)
        return [row["email"] for row in await pool.fetch("select email from staff order by email")]

    assert await stored(timedelta(days=9999), audit=0) == ["kvar@prov.example", "slutat@prov.example"]
    assert await stored(timedelta(days=729), audit=730) == ["kvar@prov.example", "slutat@prov.example"]
    assert await stored(timedelta(days=731), audit=730) == ["kvar@prov.example"]


async def test_audit_rows_are_deleted_after_their_retention_time(api, admin):
    await a_session(admin, (await a_cohort(admin))["id"], weeks=9)
    kept = Retention(people=0, guests=0, enquiries=0, audit=730)

    await dispose(api.pool, an_initiator(now=times.now() + timedelta(days=729)), kept)
    assert await rows(api)
    await dispose(api.pool, an_initiator(now=times.now() + timedelta(days=731)), kept)
    assert await rows(api) == []
