"""`/admin/{organiser}/medarbetare`: who may sign in, as what, and letting somebody in."""

from collections.abc import Sequence
from typing import get_args

import msgspec
from litestar import Response

from services.registration.actions.staff.change_staff import invite
from services.registration.domain.caller import Role
from services.registration.domain.errors import InUse
from services.registration.domain.form import FieldReader
from services.registration.domain.staff import StaffMember
from services.registration.store.access import staff
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.mistakes import staff_mistake, staff_summary
from services.registration.web.admin.kit.parts import more
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact, Notice
from services.registration.web.kit.responses import respond
from services.registration.web.wording import Wording

ROLES: tuple[Role, ...] = get_args(Role)


class StaffRow(msgspec.Struct, frozen=True, kw_only=True):
    """One of staff in the list; `more` is the address, where the link says the name."""

    link: Link
    more: str | None
    role: str
    status: DateStatus


class StaffListPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    notice: Notice | None
    rows: tuple[StaffRow, ...]
    roles: tuple[Fact, ...]
    summary: ErrorSummary | None
    action: str
    fields: tuple[Field, ...]
    files: tuple[Link, ...]


async def show_staff(request: StaffRequest) -> Response[bytes]:
    """The list, and the form for letting somebody in."""
    return await _page(request)


async def let_in(request: StaffRequest) -> Response[bytes]:
    """Let somebody in, who is mailed a link; or show every error."""
    reader = FieldReader(request.form.values())
    email, role = reader.email(), read_role(reader)
    name = reader.line("name")
    if reader.errors or email is None or role is None:
        return await _page(request, [staff_mistake(error, request.words) for error in reader.errors])
    try:
        await invite(request.pool, request.caller, email=email, role=role, name=name)
    except InUse:
        return await _page(request, [Mistake("email", request.words.staff_people.already)])
    request.services.wake()
    return request.go_to("/medarbetare", om="inbjuden")


def read_role(reader: FieldReader) -> Role | None:
    """The role that was chosen; without one an error is noted."""
    found = reader.choice("role", ROLES)
    if found is None and not any(error.field == "role" for error in reader.errors):
        reader.error("role", "missing")
    return next((role for role in ROLES if role == found), None)


def role_field(words: Wording, value: str) -> Field:
    """The choice of a role."""
    texts = words.staff_own
    return Field(
        name="role",
        label=texts.role,
        kind="choice",
        value=value,
        options=tuple((role, texts.roles[role]) for role in ROLES),
        is_required=True,
    )


def state_of(member: StaffMember, request: StaffRequest) -> DateStatus:
    """Whether somebody can sign in with a password, and else whether they have a link to choose one."""
    texts = request.words.staff_people
    if member.has_password:
        return DateStatus("yes", texts.has_password)
    if member.link_until is not None and member.link_until > request.caller.now:
        return DateStatus("wait", texts.is_invited)
    return DateStatus("bad", texts.link_over)


async def _page(request: StaffRequest, mistakes: Sequence[Mistake] = ()) -> Response[bytes]:
    words = request.words
    texts = words.staff_people
    async with reading(request.pool) as conn:
        members = await staff.list_all(conn, request.caller.organiser_id)
    said = None if mistakes else texts.said.get(request.query.get("om", ""))
    fields = (
        Field(name="email", label=words.sign_in.email, kind="email", is_required=True),
        Field(name="name", label=words.staff_own.name, hint=texts.name_hint),
        role_field(words, "coordinator"),
    )
    page = StaffListPage(
        layout=request.layout(texts.heading, "more", path=more(request), is_error=bool(mistakes)),
        head=Head(heading=texts.heading, meta=texts.lead),
        notice=Notice(heading=said.title, text=said.detail or None) if said else None,
        rows=tuple(_row(member, request) for member in members),
        roles=tuple(Fact(words.staff_own.roles[role], texts.may[role]) for role in ROLES),
        summary=staff_summary(mistakes, words, fields),
        action=request.address("/medarbetare"),
        fields=filled(fields, words, request.form if mistakes else None, mistakes),
        files=file_links(request, "/medarbetare"),
    )
    return respond("staff/people", page, language=request.locale.language, status=422 if mistakes else 200)


def _row(member: StaffMember, request: StaffRequest) -> StaffRow:
    return StaffRow(
        link=Link(member.shown_name, request.address(f"/medarbetare/{member.id}")),
        more=member.email if member.name else None,
        role=request.words.staff_own.roles[member.role],
        status=state_of(member, request),
    )
