"""`/omgangar/{id}/paminnelser`: the reminder rules of a cohort; one is taken away with a press."""

from litestar import Response

from services.registration.actions.cohorts import change_cohort
from services.registration.domain.cohort import CohortChanges
from services.registration.domain.reminder_rules import name_of
from services.registration.store import cohorts, sessions
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.layout import Action, Head
from services.registration.web.admin.kit.record import (
    Cell,
    RecordButton,
    RecordPart,
    RecordTable,
    show_record,
)
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.mail_times.cohort_page import path_to
from services.registration.web.admin.mail_times.rule_words import session_in_words, when_in_words
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Notice

RULE = "regel"


async def show_rules(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    texts, organiser_id = request.words.staff_reminder_rules, request.caller.organiser_id
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        found = await sessions.list_after(conn, organiser_id, cohort_id=cohort.id)
    titles = {session.id: session.title for session in found}
    own, may = f"/omgangar/{cohort.id}/paminnelser", request.may("cohort.change")
    said = texts.saved.get(request.query.get("om", ""))
    rows, buttons = [], []
    for rule in cohort.reminders:
        when, whom = when_in_words(request, rule), texts.to[rule.to]
        change = Link(when, request.address(f"{own}/andra", **{RULE: name_of(rule)}))
        rows.append(
            (
                Cell(link=change) if may else Cell(text=when),
                Cell(text=whom),
                Cell(text=session_in_words(request, rule, titles)),
                Cell(text=texts.has_text if rule.text else "–"),
            )
        )
        buttons.append(
            RecordButton(
                action=request.address(f"{own}/ta-bort"),
                text=texts.remove.format(when=when, whom=whom),
                hidden=((RULE, name_of(rule)),),
            )
        )
    part = RecordPart(
        id="regler",
        heading=texts.rules,
        table=RecordTable(
            label=texts.rules,
            columns=(texts.when, texts.whom, texts.about, texts.own_text),
            rows=tuple(rows),
        ),
        nothing=texts.nothing,
        buttons=tuple(buttons) if may else (),
    )
    add = Action(text=texts.add, href=request.address(f"{own}/ny"), kind="primary")
    return show_record(
        request,
        Head(heading=texts.heading, meta=f"{cohort.name}. {texts.lead}", actions=(add,) if may else ()),
        (part,),
        room="programmes",
        path=path_to(request, cohort),
        notice=Notice(heading=said) if said else None,
    )


async def remove(request: StaffRequest) -> Response[bytes]:
    """Take a rule away; it stays away where it is gone already."""
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, request.caller.organiser_id, request.id)
    name = request.form.text(RULE)
    left = tuple(rule for rule in cohort.reminders if name_of(rule) != name)
    await change_cohort.change(
        request.pool,
        request.caller,
        request.id,
        CohortChanges(reminders=left),
        version=cohort.version,
    )
    request.services.wake()
    return request.go_to(f"/omgangar/{request.id}/paminnelser", om="borttagen")
