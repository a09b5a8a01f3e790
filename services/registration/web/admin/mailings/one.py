"""`/utskick/{id}`: one mailing. Before it goes: who gets what, and the buttons that send it. After: how each mail went."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from litestar import Response

from services.registration.actions.mailings import send_mailing
from services.registration.domain.cohort import Cohort
from services.registration.domain.mailings.mailing import OPEN, Mailing
from services.registration.store import cohorts, programmes
from services.registration.store.mailings import mailing_parts, mailings
from services.registration.store.transaction import reading
from services.registration.store.views.staff import mailings as view
from services.registration.web.admin.kit.form_reader import clock_value, day_value
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.mistakes import staff_summary
from services.registration.web.admin.kit.parts import counted, moment
from services.registration.web.admin.kit.plan import ChangePlan, plan_and_result
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.mailings import fields
from services.registration.web.admin.mailings.deliveries import read_deliveries
from services.registration.web.admin.mailings.list_page import status_of
from services.registration.web.admin.mailings.receipts import reason, went
from services.registration.web.kit.dates import DateStatus
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, error_at
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from shared import times

UNKNOWN: Final = "okant"  # posted in the place of a number that nobody can say
_ON_A_PAGE: Final = 100
# Where each form is posted, below the mailing.
_PATHS: Final = {
    "send": "skicka",
    "schedule": "tid",
    "unschedule": "tid/bort",
    "test": "prov",
    "attach": "filer",
    "detach": "filer/bort",
    "template": "mall",
}


class AttachedFile(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    size: str


class MailingReceiptLine(msgspec.Struct, frozen=True, kw_only=True):
    """How the mail to one person went."""

    name: str
    status: DateStatus
    more: str | None


class SendForms(msgspec.Struct, frozen=True, kw_only=True):
    """The forms of a mailing that has not gone. `send` is None where nobody would get it; `confirm` is its number."""

    plan: ChangePlan
    send: str | None
    confirm: str
    nobody: str | None
    files: tuple[AttachedFile, ...]
    when: tuple[Field, ...]
    schedule: str
    test: str
    template: Field
    file: Field
    own: str
    paths: Mapping[str, str]
    is_scheduled: bool


class MailingPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    said: str | None
    summary: ErrorSummary | None
    status: DateStatus
    facts: tuple[str, ...]
    subject: str
    body: str
    forms: SendForms | None
    receipts: tuple[MailingReceiptLine, ...]
    receipt_lead: str | None
    next: Link | None
    receipt: Link | None
    files: tuple[Link, ...]
    language: tuple[tuple[str, str], ...]


async def show_one(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    return await page(request)


async def page(
    request: StaffRequest,
    *,
    mistakes: Sequence[Mistake] = (),
    typed: Mapping[str, str] | None = None,
    heading: str | None = None,
    status: int = 200,
) -> Response[bytes]:
    """The page, with what was wrong in one of its forms. `typed`: what was written in them."""
    organiser_id, texts = request.caller.organiser_id, request.words.staff_mailings
    async with reading(request.pool) as conn:
        mailing = await mailings.get(conn, organiser_id, request.id)
        cohort = await cohorts.get(conn, organiser_id, mailing.cohort_id)
        programme = await programmes.get(conn, organiser_id, cohort.programme_id)
    organisation = await fields.organisation_name(request, mailing.selection.organisation_id)
    choices = await fields.read_choices(request, cohort.id)
    is_open = mailing.status in OPEN
    forms = None
    if is_open and request.may("mailing.send"):
        forms = await _forms(request, mailing, mistakes, typed or {})
    receipts: tuple[MailingReceiptLine, ...] = ()
    lead: str | None = None
    further: Link | None = None
    if mailing.status == "sent":
        receipts, lead, further = await _receipts(request, mailing)
    shown = MailingPage(
        layout=request.layout(
            mailing.subject,
            "mailings",
            path=(Link(texts.heading, request.address("/utskick")),),
            is_error=bool(mistakes),
        ),
        head=Head(
            heading=mailing.subject,
            meta=f"{programme.title}, {cohort.name}",
            actions=_actions(request, mailing, cohort),
        ),
        said=texts.saved.get(request.query.get("om", "")),
        summary=staff_summary(
            mistakes,
            request.words,
            [Field(name=name, label=label) for name, label in texts.labels.items()],
            heading=heading or texts.not_done,
        ),
        status=status_of(request, mailing.status),
        facts=(fields.in_short(request, mailing, choices, organisation), *_facts(request, mailing)),
        subject=mailing.subject,
        body=mailing.body,
        forms=forms,
        receipts=receipts,
        receipt_lead=lead,
        next=further,
        receipt=Link(
            request.words.staff_receipt.link, request.address(f"/omgangar/{cohort.id}/kvitto", slag="mailing")
        )
        if mailing.status == "sent"
        else None,
        files=file_links(request, f"/utskick/{mailing.id}/mottagare"),
        language=(("lang", request.locale.language),) if request.locale.chosen else (),
    )
    return respond("staff/mailing", shown, language=request.locale.language, status=status)


def _actions(request: StaffRequest, mailing: Mailing, cohort: Cohort) -> tuple[Action, ...]:
    texts, own = request.words.staff_mailings, f"/utskick/{mailing.id}"
    found = [Action(text=texts.to_cohort, href=request.address(f"/omgangar/{cohort.id}"), kind="quiet")]
    if not request.may("mailing.change"):
        return tuple(found)
    if mailing.status in OPEN:
        change = Action(text=texts.change, href=request.address(f"{own}/andra"))
        return change, Action(text=texts.stop, href=request.address(f"{own}/stoppa"), kind="quiet"), *found
    again = request.address("/utskick/nytt", omgang=str(cohort.id), fran=str(mailing.id))
    return Action(text=texts.again, href=again), *found


def _facts(request: StaffRequest, mailing: Mailing) -> tuple[str, ...]:
    texts, language = request.words.staff_mailings, request.locale.language
    said = []
    if mailing.status == "scheduled" and mailing.send_at:
        said.append(texts.goes_at.format(when=moment(mailing.send_at, language)))
    if mailing.sent_at is not None:
        when = moment(mailing.sent_at, language)
        said.append(counted(texts.sent_at, mailing.recipients or 0, when=when))
    if mailing.without_address:
        said.append(texts.found_without.format(n=mailing.without_address))
    return tuple(said)


async def _forms(
    request: StaffRequest, mailing: Mailing, mistakes: Sequence[Mistake], typed: Mapping[str, str]
) -> SendForms:
    texts = request.words.staff_mailings
    counts, plan = await plan_and_result(
        request, lambda: send_mailing.send(request.pool, request.caller, mailing.id)
    )
    async with reading(request.pool) as conn:
        stored = await mailing_parts.list_attachments(conn, request.caller.organiser_id, [mailing.id])
    send: str | None = texts.send_unknown
    if counts is not None:
        number = plan.mails
        send = (texts.send_one if number == 1 else texts.send.format(n=number)) if counts.recipients else None

    def field(name: str, **more: str) -> Field:
        return Field(
            name=name,
            label=texts.labels[name],
            value=typed.get(name, more.pop("value", "")),
            error=error_at(name, mistakes),
            error_prefix=request.words.common.error_prefix,
            hint=more.get("hint"),
            kind="date" if name == "day" else "text",
        )

    day = day_value(times.local(mailing.send_at).date()) if mailing.send_at else ""
    return SendForms(
        plan=plan,
        send=send,
        confirm=UNKNOWN if counts is None else str(counts.recipients),
        nobody=None if send else texts.nobody,
        files=tuple(
            AttachedFile(id=str(one.id), name=one.name, size=texts.kilobytes.format(n=-(-one.size // 1000)))
            for one in stored.get(mailing.id, [])
        ),
        when=(field("day", value=day), field("clock", value=clock_value(mailing.send_at))),
        schedule=texts.move if mailing.status == "scheduled" else texts.schedule,
        test=texts.test.format(to=request.signed_in.email),
        template=field("name", hint=texts.name_hint),
        file=field("file", hint=texts.file_hint),
        own=request.address(f"/utskick/{mailing.id}"),
        paths={name: request.address(f"/utskick/{mailing.id}/{path}") for name, path in _PATHS.items()},
        is_scheduled=mailing.status == "scheduled",
    )


async def _receipts(
    request: StaffRequest, mailing: Mailing
) -> tuple[tuple[MailingReceiptLine, ...], str, Link | None]:
    texts = request.words.staff_mailings
    async with reading(request.pool) as conn:
        found = await view.recipients(
            conn,
            request.caller.organiser_id,
            mailing.id,
            sees_protected=request.caller.sees_protected,
            after=read_uuid(request.query.get("efter", "")),
            limit=_ON_A_PAGE + 1,
        )
    shown = found[:_ON_A_PAGE]
    lines = await read_deliveries(request, mailing.cohort_id, [one.id for one in shown])
    further = None
    if len(found) > _ON_A_PAGE:
        further = Link(texts.more_people, request.address(f"/utskick/{mailing.id}", efter=str(shown[-1].id)))
    receipts = tuple(
        MailingReceiptLine(
            name=request.words.staff_cohort.protected if one.protected_identity else one.name,
            status=went(request, lines, one.id),
            more=None if one.protected_identity else reason(request, lines, one.id),
        )
        for one in shown
    )
    return receipts, texts.receipts_lead if lines is not None else texts.receipts_away, further
