"""`/admin/{organiser}/medarbetare/{id}`: one of staff: the role, a new link, and letting them out."""

from collections.abc import Sequence

import msgspec
from litestar import Response

from services.registration.actions.staff import change_staff
from services.registration.domain.errors import LastAdmin, NotFound
from services.registration.domain.form import FieldReader
from services.registration.domain.staff import StaffMember
from services.registration.store.access import staff
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.mistakes import staff_mistake, staff_summary
from services.registration.web.admin.kit.parts import moment, more
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.staff.people import read_role, role_field, state_of
from services.registration.web.kit.dates import DateStatus
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact, Notice
from services.registration.web.kit.responses import respond


class StaffMemberPage(msgspec.Struct, frozen=True, kw_only=True):
    """`was`: the role as the form shows it, so that a change in the meantime is told."""

    layout: StaffLayout
    head: Head
    notice: Notice | None
    summary: ErrorSummary | None
    status: DateStatus
    facts: tuple[Fact, ...]
    action: str
    was: str
    fields: tuple[Field, ...]
    send_link: str
    send_text: str
    links: tuple[Link, ...]


class LetOutPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    texts: tuple[str, ...]
    action: str
    do: str
    leave: Link


async def show_member(request: StaffRequest) -> Response[bytes]:
    """The page."""
    return _page(request, await _member(request))


async def change_role(request: StaffRequest) -> Response[bytes]:
    """Give another role; whoever had another one before than the form says is told first."""
    member = await _member(request)
    reader = FieldReader(request.form.values())
    role = read_role(reader)
    if reader.errors or role is None:
        return _page(request, member, [staff_mistake(error, request.words) for error in reader.errors])
    texts, roles = request.words.staff_people, request.words.staff_own.roles
    if request.form.text("was") != member.role and role != member.role:
        changed = texts.role_changed_meanwhile.format(role=roles[member.role])
        return _page(request, member, [Mistake("role", changed)], status=409)
    try:
        await change_staff.change_role(request.pool, request.caller, member.id, role)
    except LastAdmin:
        return _page(request, member, [Mistake("role", texts.last_admin)], status=409)
    return request.go_to(f"/medarbetare/{member.id}", om="roll")


async def send_link(request: StaffRequest) -> Response[bytes]:
    """Mail a new link for choosing a password."""
    await change_staff.send_link(request.pool, request.caller, request.id)
    request.services.wake()
    return request.go_to(f"/medarbetare/{request.id}", om="skickad")


async def ask_to_let_out(request: StaffRequest) -> Response[bytes]:
    """What follows from letting somebody out, with the button."""
    member = await _member(request)
    texts = request.words.staff_people
    heading = texts.let_out_heading.format(name=member.shown_name)
    page = LetOutPage(
        layout=request.layout(heading, "more", path=more(request, _list(request))),
        head=Head(heading=heading, meta=member.email if member.name else None),
        texts=texts.let_out_follows,
        action=request.address(f"/medarbetare/{member.id}/slut"),
        do=texts.let_out,
        leave=Link(texts.keep, request.address(f"/medarbetare/{member.id}")),
    )
    return respond("staff/confirm", page, language=request.locale.language)


async def let_out(request: StaffRequest) -> Response[bytes]:
    """Let somebody out, unless they are the only admin."""
    member = await _member(request)
    try:
        await change_staff.stop(request.pool, request.caller, member.id)
    except LastAdmin:
        text = request.words.staff_people.last_admin
        return _page(request, member, [Mistake("role", text)], status=409)
    return request.go_to("/medarbetare", om="slutat")


async def _member(request: StaffRequest) -> StaffMember:
    async with reading(request.pool) as conn:
        member = await staff.get(conn, request.caller.organiser_id, request.id)
    if member.ended_at is not None:
        raise NotFound("staff")
    return member


def _list(request: StaffRequest) -> Link:
    return Link(request.words.staff_people.heading, request.address("/medarbetare"))


def _page(
    request: StaffRequest, member: StaffMember, mistakes: Sequence[Mistake] = (), *, status: int = 422
) -> Response[bytes]:
    words = request.words
    texts = words.staff_people
    said = None if mistakes else texts.said.get(request.query.get("om", ""))
    here, heading = f"/medarbetare/{member.id}", member.shown_name
    page = StaffMemberPage(
        layout=request.layout(heading, "more", path=more(request, _list(request)), is_error=bool(mistakes)),
        head=Head(heading=heading, meta=member.email if member.name else None),
        notice=Notice(heading=said.title, text=said.detail or None) if said else None,
        summary=staff_summary(mistakes, words, (role_field(words, member.role),)),
        status=state_of(member, request),
        facts=_facts(request, member),
        action=request.address(here),
        was=member.role,
        fields=filled((role_field(words, member.role),), words, request.form if mistakes else None, mistakes),
        send_link=request.address(f"{here}/lank"),
        send_text=texts.send_to_change if member.has_password else texts.send_again,
        links=(
            Link(texts.see_log, request.address("/logg", vem=str(member.id))),
            Link(texts.to_let_out, request.address(f"{here}/slut")),
        ),
    )
    return respond("staff/member", page, language=request.locale.language, status=status if mistakes else 200)


def _facts(request: StaffRequest, member: StaffMember) -> tuple[Fact, ...]:
    texts = request.words.staff_people
    if member.link_until is None or member.link_until <= request.caller.now:
        return ()
    return (Fact(texts.link_until, moment(member.link_until, request.locale.language)),)
