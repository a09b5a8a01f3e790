"""More pages for staff: what goes at a chosen time, a roll that was not stored, and the pages before there is anything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import get_args
from uuid import UUID, uuid4

import httpx
import pytest

from services.registration.web.admin.sendings import one_mail, receipt
from shared.delivery_life import DeliveryStep, LifeKind
from tests.support.pages.client import Page
from tests.support.pages.gallery_staff import (
    LONG_EMAIL,
    LONG_NAME,
    LONG_ORGANISATION,
    STATES,
    StaffGallery,
    make_round,
    on_the_day,
    shown,
    state,
    webhook_made,
)
from tests.support.pages.staff import browser, let_in, sign_in
from tests.support.registration import NOW, OrganiserDriver, an_organiser

__all__ = ["STATES", "make_round"]

LATER = {"day": "2026-01-15", "clock": "08.00", "later": "1"}

shown(
    webhook_new="webhooks/ny",
    mail_times="{cohort}/mejl",
    mail_times_of_all="mer/mejl",
    send_hours="mer/mejl/tider",
    sender="mer/mejl/avsandare",
    reminder_rules="{cohort}/paminnelser",
    reminder_new="{cohort}/paminnelser/ny",
)


@state
async def mail_paused(it: StaffGallery) -> httpx.Response:
    await it.post("{cohort}/mejl/pausa", {})
    return await it.get("{cohort}/mejl")


@state
async def send_hours_wrong(it: StaffGallery) -> httpx.Response:
    return await it.filled("{cohort}/mejl/tider", days="workdays", opens="", closes="99")


@state
async def reminder_wrong(it: StaffGallery) -> httpx.Response:
    return await it.filled("{cohort}/paminnelser/ny", to="present", count="många", at="8", text="{{fel}}")


@state
async def reminder_list(it: StaffGallery) -> httpx.Response:
    await it.filled("{cohort}/paminnelser/ny", to="silent", count="3", at="10.00", text="Hej")
    return await it.get("{cohort}/paminnelser")


@state
async def invite_time_wrong(it: StaffGallery) -> httpx.Response:
    await _somebody_new(it)
    return await it.filled("{cohort}/bjud-in", day="igår", clock="25", later="1")


@state
async def cohort_invite_somebody(it: StaffGallery) -> httpx.Response:
    await _somebody_new(it)
    return await it.get("{cohort}/bjud-in")


@state
async def door_refused(it: StaffGallery) -> httpx.Response:
    """Pressed before the doors are open."""
    async with on_the_day(it):
        found = Page(await it.get(f"traffar/{{session}}/narvaro/kod?vem={it.ids['person']}"))
    fields = {field["name"]: field["value"] for field in found.root.all("input", type="hidden")}
    return await it.post("traffar/{session}/narvaro", fields)


@state
async def remind_time_wrong(it: StaffGallery) -> httpx.Response:
    return await it.filled("{cohort}/paminn", day="2020-03-01", clock="", later="1")


@state
async def scheduled(it: StaffGallery) -> httpx.Response:
    return await it.get(f"tidsbestamt/{await _scheduled(it)}")


@state
async def scheduled_wrong(it: StaffGallery) -> httpx.Response:
    return await it.filled(f"tidsbestamt/{await _scheduled(it)}", day="", clock="åtta")


@state
async def scheduled_on_cohort(it: StaffGallery) -> httpx.Response:
    await _scheduled(it)
    return await it.get("{cohort}?om=tidsbestamt")


async def _somebody_new(it: StaffGallery) -> None:
    organiser = it.staff.organiser
    if await organiser.pool.fetchval("select 1 from person where name = 'Gun Ny'") is None:
        place = await organiser.pool.fetchval("select id from organisation where name = 'Nora'")
        await organiser.person("Gun Ny", place, "rektor")


async def _scheduled(it: StaffGallery) -> UUID:
    pool = it.staff.organiser.pool
    found = await pool.fetchval("select id from scheduled_sending limit 1")
    if found is None:
        await _somebody_new(it)
        await it.filled("{cohort}/bjud-in", **LATER)
        await it.filled("{cohort}/paminn", **LATER)
    return found or await pool.fetchval("select id from scheduled_sending limit 1")


@state
async def receipt_of_mails(it: StaffGallery) -> httpx.Response:
    """As the service for mail would answer, which does not run here."""
    answers = {"bounced": "550 5.1.1 The mailbox does not exist", "sent": None, "deferred": "451 Try later"}
    lines = [
        receipt.LedgerLine(
            id=uuid4(),
            kind="invitation",
            status=status,
            protected_identity=False,
            due_at=NOW,
            sent_at=NOW if status == "sent" else None,
            last_answer=answer,
            person_id=it.ids["long"],
        )
        for status, answer in answers.items()
    ]

    async def read(*_: object, **__: object) -> object:
        return receipt._LedgerLines(items=lines, next=str(uuid4()))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receipt, "_read", read)
        return await it.get("{cohort}/kvitto")


@state
async def one_mail_step_by_step(it: StaffGallery) -> httpx.Response:
    """As the service for mail would answer: a mail with every kind of step."""
    mail = one_mail._OneMail(
        id=uuid4(),
        kind="invitation",
        to=LONG_EMAIL,
        subject=f"Inbjudan: {LONG_ORGANISATION}",
        status="bounced",
        attempts=2,
        due_at=NOW,
        last_answer="550 5.1.1 The mailbox does not exist",
        person_id=it.ids["long"],
        protected_identity=False,
    )

    async def read(*_: object) -> object:
        return mail

    async def life(*_: object, **__: object) -> list[DeliveryStep]:
        answers = {"deferred": "451 Try later", "bounced": mail.last_answer, "cancelled": "no longer so"}
        kinds = get_args(LifeKind)
        return [DeliveryStep(kind=kind, at=NOW, answer=answers.get(kind), until=NOW) for kind in kinds]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_mail, "_read", read)
        patch.setattr(one_mail, "life_of", life)
        return await it.get(f"mejl/{mail.id}")


@state
async def one_mail_unknown_now(it: StaffGallery) -> httpx.Response:
    return await it.get(f"mejl/{uuid4()}")


@state
async def roll_refused(it: StaffGallery) -> httpx.Response:
    async with on_the_day(it):
        path = "traffar/{session}/narvaro"
        opened = Page(await it.get(path))
        names = {
            one["name"] for one in opened.root.all("input", type="radio") if one["name"].startswith("m-")
        }
        await it.post(path, dict.fromkeys(names, "present"))
        return await it.post(path, {"visat": ""} | dict.fromkeys(names, "absent"))


@state
async def hand_over_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post(
        "personer/{person}/tar-over",
        {"organisation_id": "x", "starts_on": "igår", "successor_id": "Ingen", "name": "Ny", "email": "x"},
    )


@state
async def hand_over_plan(it: StaffGallery) -> httpx.Response:
    return await it.filled("personer/{person}/tar-over", successor_id="Dag Hed")


@state
async def audience_all_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post(
        "malgrupper/ny",
        {
            "name": "",
            "municipalities": "Ingenstad",
            "organisations": "Inget",
            "exclude_more": f"{LONG_NAME}\nIngen Alls",
            "excluded_organisations": f"{LONG_ORGANISATION}, ingenstans",
            "excluded_cohorts": "x",
        },
    )


@state
async def audience_with_exclusions(it: StaffGallery) -> httpx.Response:
    await it.filled(
        "malgrupper/{audience}/andra",
        exclude_more="Cia Gran",
        excluded_organisations="Laxå",
        excluded_cohorts=str(it.it.cohort_id),
    )
    return await it.get("malgrupper/{audience}/andra")


@state
async def audience_page_with_exclusions(it: StaffGallery) -> httpx.Response:
    await audience_with_exclusions(it)
    return await it.get("malgrupper/{audience}")


@state
async def webhook_off(it: StaffGallery) -> httpx.Response:
    await webhook_made(it)
    pool = it.staff.organiser.pool
    webhook_id = await pool.fetchval("select id from webhook limit 1")
    await pool.execute("update webhook set status = 'off' where id = $1", webhook_id)
    answer = await it.get(f"webhooks/{webhook_id}")
    await pool.execute("update webhook set status = 'on' where id = $1", webhook_id)
    return answer


@state
async def webhooks_listed(it: StaffGallery) -> httpx.Response:
    await webhook_made(it)
    return await it.get("webhooks")


@state
async def webhook_rotating(it: StaffGallery) -> httpx.Response:
    await webhook_made(it)
    return await it.get(
        f"webhooks/{await it.staff.organiser.pool.fetchval('select id from webhook limit 1')}/byt"
    )


@asynccontextmanager
async def _another(it: StaffGallery) -> AsyncIterator[tuple[OrganiserDriver, httpx.AsyncClient]]:
    """An organiser that begins, with an admin who is signed in."""
    pool, slug = it.staff.organiser.pool, f"ny-{it.language}"
    organiser = (
        OrganiserDriver(pool, *found) if (found := await _found(it, slug)) else await an_organiser(pool, slug)
    )
    async with browser(it.staff) as other:
        await let_in(pool, organiser, f"{slug}@ny.example", "admin")
        await sign_in(other, f"{slug}@ny.example")
        yield organiser, other.client


async def _found(it: StaffGallery, slug: str) -> tuple[UUID, UUID] | None:
    row = await it.staff.organiser.pool.fetchrow(
        "select p.organiser_id, p.id from programme p join organiser o on o.id = p.organiser_id where o.slug = $1",
        slug,
    )
    return tuple(row) if row else None


@state
async def home_empty(it: StaffGallery) -> httpx.Response:
    async with _another(it) as (_, client):
        return await client.get(f"/admin/ny-{it.language}?lang={it.language}")


@state
async def cohort_draft(it: StaffGallery) -> httpx.Response:
    async with _another(it) as (organiser, client):
        cohort_id = await organiser.cohort(is_open=False, name="Våren 2026")
        return await client.get(f"/admin/ny-{it.language}/omgangar/{cohort_id}?lang={it.language}")


async def _answers_wait(it: StaffGallery) -> None:
    """Answers from calendars of every sort wait at the first session."""
    seat_id = await it.staff.organiser.pool.fetchval(
        "select id from seat where session_id = $1 and status = 'confirmed' limit 1", it.it.session_ids[0]
    )
    for answer, standing in (
        ("counter", "counts"),
        ("delegated", "counts"),
        ("declined", "other_address"),
        ("declined", "other_sender"),
        ("accepted", "gone"),
        ("accepted", "series"),
    ):
        await it.staff.organiser.pool.execute(
            """insert into calendar_answer (organiser_id, id, seat_id, answer, standing, arrival, received_at, comment, by_address, by_name,
                                            proposed_starts_at, status)
               values ($1, gen_random_uuid(), $2, $3, $4, 1, $5, $6, $7, $8, case when $3 = 'counter' then $5::timestamptz end, 'waits')""",
            it.staff.organiser.organiser_id,
            seat_id,
            answer,
            standing,
            NOW,
            "Hellre dagen efter, om det går för er." if answer == "counter" else None,
            LONG_EMAIL,
            LONG_NAME,
        )


@state
async def session_with_answers(it: StaffGallery) -> httpx.Response:
    await _answers_wait(it)
    return await it.get("traffar/{session}?om=raknat")


@state
async def calendar_answers(it: StaffGallery) -> httpx.Response:
    await _answers_wait(it)
    return await it.get("kalendersvar")
