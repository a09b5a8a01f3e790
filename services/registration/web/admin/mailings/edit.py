"""`/utskick/nytt` and `/utskick/{id}/andra`: write a mailing. It is a draft until somebody sends it from its own page."""

from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.mailings import change_mailing, send_mailing
from services.registration.domain.cohort import Cohort
from services.registration.domain.errors import NotFound
from services.registration.domain.mailings import mailing as domain
from services.registration.domain.mailings.mailing import MailingChanges, NewMailing, Selection
from services.registration.store import cohorts, programmes
from services.registration.store.mailings import mailing_templates, mailings
from services.registration.store.transaction import reading
from services.registration.store.views.staff import mailings as view
from services.registration.web.admin.kit.edit_form import EditForm, FormButton, TextList, posted, show
from services.registration.web.admin.kit.editing import (
    Editable,
    Load,
    hidden_of,
    key_of,
    open_form,
    save_form,
)
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.mailings import fields
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Link

_FIRST: Final = 20  # of those whom a selection finds
_TEMPLATES: Final = 100


async def show_new(request: StaffRequest) -> Response[bytes]:
    """An empty mailing to the people of a cohort, or one with the text of a template."""
    return await open_form(request, _load_new)


async def save_new(request: StaffRequest) -> Response[bytes]:
    """Keep the draft; the same form twice keeps it once."""
    return await save_form(request, _load_new, _store_new, made=lambda made: f"/utskick/{made}")


async def show_change(request: StaffRequest) -> Response[bytes]:
    """The form with what is stored."""
    return await open_form(request, _load)


async def save_change(request: StaffRequest) -> Response[bytes]:
    """Store the changes of a mailing that has not gone."""
    return await save_form(request, _load, _store)


async def _load_new(request: StaffRequest) -> Editable:
    cohort_id = read_uuid(request.query.get("omgang", ""))
    if cohort_id is None:
        raise NotFound("cohort")
    organiser_id, texts = request.caller.organiser_id, request.words.staff_mailings
    template_id = read_uuid(request.query.get("mall", ""))
    source_id = read_uuid(request.query.get("fran", ""))
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, cohort_id)
        found = await mailing_templates.list_after(conn, organiser_id, after=UUID(int=0), limit=_TEMPLATES)
        source = await mailings.get(conn, organiser_id, source_id) if source_id else None
    template = next((one for one in found if one.id == template_id), None)
    text = template or source
    answer = fields.FROM_LIST.get(request.query.get("urval", ""))
    new = NewMailing(
        cohort_id=cohort_id,
        selection=Selection(statuses=(answer,) if answer else ()),
        subject=text.subject if text else "",
        body=text.body if text else "",
    )
    starts = TextList(
        id="mallar",
        heading=texts.templates,
        lead=texts.templates_lead,
        links=tuple(
            Link(one.name, request.address("/utskick/nytt", omgang=str(cohort_id), mall=str(one.id)))
            for one in found
        ),
    )
    form = await _form(
        request, cohort, title=texts.new_heading, path="/utskick/nytt", query={"omgang": str(cohort_id)}
    )
    form = msgspec.structs.replace(form, lists=(starts,) if found and not request.form.pairs() else ())
    return Editable(form=form, values=await fields.values(request, new))


async def _load(request: StaffRequest) -> Editable:
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        mailing = await mailings.get(conn, organiser_id, request.id)
        cohort = await cohorts.get(conn, organiser_id, mailing.cohort_id)
    domain.require_open(mailing)
    form = await _form(
        request,
        cohort,
        title=request.words.staff_mailings.change_heading,
        path=f"/utskick/{mailing.id}/andra",
        leave=f"/utskick/{mailing.id}",
    )
    return Editable(
        form=form, values=await fields.values(request, mailing), version=mailing.version, id=mailing.id
    )


async def _form(
    request: StaffRequest,
    cohort: Cohort,
    *,
    title: str,
    path: str,
    leave: str = "/utskick",
    query: dict[str, str] | None = None,
) -> EditForm:
    texts = request.words.staff_mailings
    async with reading(request.pool) as conn:
        programme = await programmes.get(conn, request.caller.organiser_id, cohort.programme_id)
    return EditForm(
        title=title,
        meta=texts.lead.format(cohort=f"{programme.title}, {cohort.name}"),
        action=request.address(path, **(query or {})),
        sections=fields.sections(request, await fields.read_choices(request, cohort.id)),
        buttons=(
            FormButton(text=texts.keep),
            FormButton(text=texts.show_whom, kind="", name="vilka", value="1"),
        ),
        leave=Link(request.words.staff_forms.leave, request.address(leave)),
        room="mailings",
        path=(Link(texts.heading, request.address("/utskick")),),
    )


async def _store_new(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    cohort_id = read_uuid(request.query.get("omgang", ""))
    if cohort_id is None:
        raise NotFound("cohort")
    selection, subject, body = await _read(request, reader, cohort_id, _load_new)
    new = NewMailing(cohort_id=cohort_id, selection=selection, subject=subject, body=body)
    made = await change_mailing.create(
        request.pool, request.caller, new, is_draft=True, mailing_id=key_of(request)
    )
    return f"/utskick/{made}?om=sparat"


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    async with reading(request.pool) as conn:
        mailing = await mailings.get(conn, request.caller.organiser_id, request.id)
    selection, subject, body = await _read(request, reader, mailing.cohort_id, _load)
    changes = MailingChanges(selection=selection, subject=subject, body=body)
    await change_mailing.change(request.pool, request.caller, request.id, changes, version=version)
    return f"/utskick/{request.id}?om=sparat"


async def _read(
    request: StaffRequest, reader: FormReader, cohort_id: UUID, load: Load
) -> tuple[Selection, str, str]:
    """Read the form; where it was asked whom it finds, show them, whatever the texts lack so far."""
    selection = await fields.read_selection(request, reader, await fields.read_choices(request, cohort_id))
    if "vilka" in request.form:
        reader.check()
        raise ShortCircuit(await _with_people(request, cohort_id, selection, load))
    subject, body = fields.read_texts(reader)
    reader.check()
    return selection, subject, body


async def _with_people(
    request: StaffRequest, cohort_id: UUID, selection: Selection, load: Load
) -> Response[bytes]:
    it = await load(request)
    texts = request.words.staff_mailings
    async with reading(request.pool) as conn:
        found = await send_mailing.matching(conn, request.caller, cohort_id, selection)
        named = await view.names(
            conn,
            request.caller.organiser_id,
            [one.person_id for one in found],
            sees_protected=request.caller.sees_protected,
            limit=_FIRST,
        )
    without = sum(not one.has_address for one in found)
    lead = [texts.found_one if len(found) == 1 else texts.found.format(n=len(found))]
    lead += [texts.found_without.format(n=without)] if without else []
    lead += [texts.found_first.format(n=_FIRST)] if len(found) > _FIRST else []
    people = TextList(
        id="vilka",
        heading=texts.whom,
        lead=" ".join(lead) if found else texts.found_none,
        texts=tuple(
            request.words.staff_cohort.protected if one.protected_identity else one.name for one in named
        ),
    )
    form = msgspec.structs.replace(it.form, lists=(people,))
    return show(request, form, posted(form, request.form), hidden=hidden_of(it, request.form))
