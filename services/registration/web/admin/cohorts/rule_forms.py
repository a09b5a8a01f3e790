"""An invitation rule is made, changed or deleted: whom, to which sessions, until when."""

from typing import Any, Final, get_args
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.invitations import (
    change_invitation_rule,
    create_invitation_rule,
    delete_invitation_rule,
)
from services.registration.domain.cohort import Cohort
from services.registration.domain.invitation import InvitationRule, InvitationRuleChanges, NewInvitationRule
from services.registration.domain.sessions.session import Session
from services.registration.store import cohorts, invitation_rules, sessions
from services.registration.store.directory import audience_people
from services.registration.store.transaction import reading
from services.registration.store.views.staff import cohorts as view
from services.registration.store.views.staff import organisation_names
from services.registration.web.admin.cohorts.cohort_fields import cohort_path
from services.registration.web.admin.kit.edit_form import (
    EditForm,
    FormButton,
    FormSection,
    TickGroup,
    TickOption,
    posted,
    show,
)
from services.registration.web.admin.kit.editing import Editable, hidden_of, key_of, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader, day_value, flag_value
from services.registration.web.admin.kit.organisation_field import read_organisation
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import in_time_order, in_words
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.interrupt import ShortCircuit
from services.registration.web.kit.layout import Link
from shared import times
from shared.events import InvitationKind

_KINDS: Final[tuple[InvitationKind, ...]] = get_args(InvitationKind)


class _KnownRule(msgspec.Struct, frozen=True, kw_only=True):
    cohort: Cohort
    sessions: list[Session]
    audiences: list[tuple[str, str]]
    rule: InvitationRule | None = None
    invited_by: str = ""


async def show_new(request: StaffRequest) -> Response[bytes]:
    """The form of a new rule."""
    return await open_form(request, _load_new)


async def save_new(request: StaffRequest) -> Response[bytes]:
    """Make a rule; it invites nobody yet."""
    back = f"/omgangar/{request.id}/inbjudningar"
    return await save_form(request, _load_new, _make, made=lambda _: back)


async def show_change(request: StaffRequest) -> Response[bytes]:
    """The form of a rule."""
    return await open_form(request, _load)


async def save_change(request: StaffRequest) -> Response[bytes]:
    """Store what was changed."""
    return await save_form(request, _load, _store)


async def ask_delete(request: StaffRequest) -> Response[bytes]:
    """Ask before a rule is deleted."""
    return await open_form(request, _load_delete)


async def delete(request: StaffRequest) -> Response[bytes]:
    """Delete a rule that has invited nobody."""
    return await save_form(request, _load_delete, _delete)


async def _read_rule(request: StaffRequest) -> _KnownRule:
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        rule = await invitation_rules.get(conn, organiser_id, request.id)
        names = await organisation_names.names(conn, organiser_id, [rule.invited_by_id])
    known = await _read_cohort(request, rule.cohort_id)
    return msgspec.structs.replace(known, rule=rule, invited_by=names.get(rule.invited_by_id, ""))


async def _read_cohort(request: StaffRequest, cohort_id: UUID) -> _KnownRule:
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        return _KnownRule(
            cohort=await cohorts.get(conn, organiser_id, cohort_id),
            sessions=in_time_order(await sessions.list_after(conn, organiser_id, cohort_id=cohort_id)),
            audiences=await view.choices(conn, view.AUDIENCES, organiser_id),
        )


async def _load_new(request: StaffRequest) -> Editable:
    known, texts = await _read_cohort(request, request.id), request.words.staff_rules
    path = f"/omgangar/{known.cohort.id}/ny-inbjudan"
    form = _form(request, known, texts.new_heading, path, texts.new_button)
    values = {"which": "all", "kind": "inbjudan", "substitutes_allowed": "yes"}
    return Editable(form=form, values=values)


async def _load(request: StaffRequest) -> Editable:
    known = await _read_rule(request)
    rule = known.rule
    assert rule is not None  # noqa: S101 - it was read
    texts = request.words.staff_rules
    form = _form(
        request, known, texts.change_heading, f"/inbjudningar/{rule.id}/andra", request.words.staff_forms.save
    )
    form = msgspec.structs.replace(form, meta=await _finds(request, rule.audience_id))
    return Editable(form=form, values=_values(rule, known.invited_by), version=rule.version, id=rule.id)


def _values(rule: InvitationRule, invited_by: str) -> dict[str, str]:
    return {
        "audience_id": str(rule.audience_id),
        "kind": rule.kind,
        "which": "all" if rule.session_ids is None else "some",
        "session_ids": " ".join(str(one) for one in rule.session_ids or ()),
        "opens_on": day_value(rule.opens_on),
        "respond_by": day_value(rule.respond_by),
        "substitutes_allowed": flag_value(rule.substitutes_allowed is not False),
        "waiting_list": flag_value(rule.waiting_list),
        "invited_by_id": invited_by,
    }


async def _finds(request: StaffRequest, audience_id: UUID) -> str:
    """How many people the audience finds today, as a sentence."""
    texts = request.words.staff_rules
    today = times.local(request.caller.now).date()
    async with reading(request.pool) as conn:
        found = await audience_people.count(conn, request.caller.organiser_id, audience_id, on=today)
    if not found:
        return texts.finds_nobody
    return texts.finds_now_one if found == 1 else texts.finds_now.format(n=found)


def _form(request: StaffRequest, known: _KnownRule, title: str, path: str, button: str) -> EditForm:
    texts = request.words.staff_rules

    def field(name: str, **more: Any) -> Field:  # Any: the arguments of a field
        return Field(name=name, label=texts.labels[name], hint=texts.hints.get(name), **more)

    yes_no = tuple(request.words.staff_forms.yes_no.items())
    ticks = TickGroup(
        name="session_ids",
        label=texts.labels["session_ids"],
        hint=texts.hints["session_ids"],
        options=tuple(
            TickOption(value=str(one.id), text=one.title, more=in_words(one, request.locale.language))
            for one in known.sessions
            if one.status != "cancelled"
        ),
    )
    return EditForm(
        title=title,
        meta=known.cohort.name,
        action=request.address(path),
        sections=(
            FormSection(
                id="vilka",
                fields=(
                    field(
                        "audience_id",
                        kind="choice",
                        options=(("", texts.no_audience), *known.audiences),
                        is_required=True,
                    ),
                    field("kind", kind="choice", options=tuple((one, texts.kinds[one]) for one in _KINDS)),
                    field("which", kind="choice", options=tuple(texts.which.items())),
                    ticks,
                ),
            ),
            FormSection(
                id="nar",
                heading=texts.when,
                fields=(
                    field("opens_on", kind="date"),
                    field("respond_by", kind="date"),
                    field("substitutes_allowed", kind="choice", options=yes_no),
                    field("waiting_list", kind="choice", options=(("", texts.as_cohort), *yes_no)),
                    field("invited_by_id"),
                ),
            ),
        ),
        buttons=(
            FormButton(text=button),
            FormButton(text=texts.count, kind="", name="count", value="1"),
        ),
        leave=Link(
            request.words.staff_forms.leave, request.address(f"/omgangar/{known.cohort.id}/inbjudningar")
        ),
        path=cohort_path(request, known.cohort),
    )


async def _read(request: StaffRequest, reader: FormReader) -> dict[str, Any]:  # Any: a field's value
    ids = reader.ids_of("session_ids") if reader.choice("which", ("all", "some")) == "some" else None
    if ids is not None and not ids:
        reader.error("session_ids", "missing")
    fields: dict[str, Any] = {
        "audience_id": reader.id_of("audience_id", required=True),
        "kind": reader.choice("kind", _KINDS, default="inbjudan"),
        "session_ids": ids,
        "opens_on": reader.day("opens_on"),
        "respond_by": reader.day("respond_by"),
        "substitutes_allowed": reader.flag("substitutes_allowed"),
        "waiting_list": reader.flag("waiting_list"),
        "invited_by_id": await read_organisation(request, reader, "invited_by_id"),
    }
    if fields["opens_on"] and fields["respond_by"] and fields["respond_by"] < fields["opens_on"]:
        reader.error("respond_by", "before_start")
    reader.check()
    return fields


async def _make(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    await _count_only(request, await _load_new(request))
    fields = await _read(request, reader)
    new = NewInvitationRule(cohort_id=request.id, **fields)
    await create_invitation_rule.create(request.pool, request.caller, new, rule_id=key_of(request))
    return f"/omgangar/{request.id}/inbjudningar?om=sparat"


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    await _count_only(request, await _load(request))
    fields = await _read(request, reader)
    async with reading(request.pool) as conn:
        rule = await invitation_rules.get(conn, request.caller.organiser_id, request.id)
    if fields["substitutes_allowed"] and rule.substitutes_allowed is None:
        del fields["substitutes_allowed"]  # nothing said means yes
    await change_invitation_rule.change(
        request.pool, request.caller, request.id, InvitationRuleChanges(**fields), version=version
    )
    return f"/omgangar/{rule.cohort_id}/inbjudningar?om=sparat"


async def _count_only(request: StaffRequest, it: Editable) -> None:
    """If that button was pressed, interrupt with the form as it is, and whom it finds."""
    if request.form.text("count") != "1":
        return
    audience_id = FormReader(request.form).id_of("audience_id")
    said = await _finds(request, audience_id) if audience_id else it.form.meta
    form = msgspec.structs.replace(it.form, meta=said)
    raise ShortCircuit(show(request, form, posted(form, request.form), hidden=hidden_of(it, request.form)))


async def _load_delete(request: StaffRequest) -> Editable:
    known, texts = await _read_rule(request), request.words.staff_rules
    rule = known.rule
    assert rule is not None  # noqa: S101 - it was read
    audience = dict(known.audiences).get(str(rule.audience_id), "")
    form = EditForm(
        title=texts.delete_heading,
        meta=known.cohort.name,
        action=request.address(f"/inbjudningar/{rule.id}/ta-bort"),
        sections=(),
        follows=(texts.delete_follows.format(audience=audience),),
        buttons=(FormButton(text=texts.delete_button, kind="danger"),),
        leave=Link(
            request.words.staff_forms.leave, request.address(f"/omgangar/{known.cohort.id}/inbjudningar")
        ),
        path=cohort_path(request, known.cohort),
    )
    return Editable(form=form, values={}, version=rule.version, id=rule.id)


async def _delete(request: StaffRequest, _: FormReader, __: int | None) -> str:
    cohort_id = (await _read_rule(request)).cohort.id
    await delete_invitation_rule.delete(request.pool, request.caller, request.id)
    return f"/omgangar/{cohort_id}/inbjudningar?om=borttagen"
