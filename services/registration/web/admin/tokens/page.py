"""`/admin/{organiser}/nycklar`: the tokens with their last use, and a new one, whose secret is shown once."""

from collections.abc import Sequence
from typing import Final, get_args
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.directory import api_tokens
from services.registration.domain.api_token import ApiToken, NewApiToken
from services.registration.domain.caller import Role
from services.registration.domain.form import NAME
from services.registration.store.access import tokens
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.mistakes import staff_mistake, staff_summary
from services.registration.web.admin.kit.parts import moment, more
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Notice
from services.registration.web.kit.responses import respond
from shared import times

_FIRST: Final = UUID(int=0)
_MOST: Final = 500
_ROLES: Final[tuple[Role, ...]] = get_args(Role)


class TokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """One token; `revoke` leads to its end, while it opens anything."""

    name: str
    role: str
    made: str
    used: str
    status: DateStatus
    revoke: Link | None


class TokensPage(msgspec.Struct, frozen=True, kw_only=True):
    """`secret`: of the token that was just made."""

    layout: StaffLayout
    head: Head
    notice: Notice | None
    secret: str | None
    rows: tuple[TokenRow, ...]
    summary: ErrorSummary | None
    action: str
    fields: tuple[Field, ...]


async def show_tokens(request: StaffRequest) -> Response[bytes]:
    """The list, and the form for a new one."""
    return await _page(request)


async def create_token(request: StaffRequest) -> Response[bytes]:
    """Make a token and show it: this answer is the only place where it stands, so it is no redirect."""
    reader = FormReader(request.form)
    name = reader.line("name", limit=NAME, required=True)
    role = reader.choice("role", _ROLES)
    if role is None and not any(error.field == "role" for error in reader.errors):
        reader.error("role", "missing")
    last = reader.day("until")
    expires_at = times.end_of_day(last) if last is not None else None
    mistakes = [staff_mistake(error, request.words) for error in reader.errors]
    if expires_at is not None and expires_at <= request.caller.now:
        mistakes.append(Mistake("until", request.words.staff_tokens.not_ahead))
    if name is not None and any(one.name == name for one in await _valid(request)):
        mistakes.append(Mistake("name", request.words.staff_tokens.name_taken))
    if mistakes or name is None or role is None:
        return await _page(request, mistakes=mistakes)
    new = NewApiToken(name=name, role=next(one for one in _ROLES if one == role), expires_at=expires_at)
    _, secret = await api_tokens.create(request.pool, request.caller, new)
    return await _page(request, secret=secret)


async def _all(request: StaffRequest) -> list[ApiToken]:
    async with reading(request.pool) as conn:
        return await tokens.list_after(conn, request.caller.organiser_id, after=_FIRST, limit=_MOST)


async def _valid(request: StaffRequest) -> list[ApiToken]:
    return [token for token in await _all(request) if token.is_valid(request.caller.now)]


async def _page(
    request: StaffRequest, *, secret: str | None = None, mistakes: Sequence[Mistake] = ()
) -> Response[bytes]:
    words = request.words
    texts = words.staff_tokens
    found = await _all(request)
    rows = sorted(found, key=lambda one: (not one.is_valid(request.caller.now), one.name.casefold()))
    said = texts.revoked if request.query.get("om") == "slut" and not mistakes else None
    if secret is not None:
        said = texts.made
    fields = (
        Field(name="name", label=texts.name, hint=texts.name_hint, is_required=True),
        Field(
            name="role",
            label=words.staff_own.role,
            kind="choice",
            value="viewer",
            options=tuple((role, words.staff_own.roles[role]) for role in _ROLES),
            hint=texts.role_hint,
            is_required=True,
        ),
        Field(name="until", label=texts.until, kind="date", hint=texts.until_hint),
    )
    page = TokensPage(
        layout=request.layout(texts.heading, "more", path=more(request), is_error=bool(mistakes)),
        head=Head(heading=texts.heading, meta=texts.lead),
        notice=Notice(heading=said.title, text=said.detail) if said else None,
        secret=secret,
        rows=tuple(_row(token, request) for token in rows),
        summary=staff_summary(mistakes, words, fields),
        action=request.address("/nycklar"),
        fields=filled(fields, words, request.form if mistakes else None, mistakes),
    )
    return respond("staff/tokens", page, language=request.locale.language, status=422 if mistakes else 200)


def _row(token: ApiToken, request: StaffRequest) -> TokenRow:
    texts, language = request.words.staff_tokens, request.locale.language
    is_valid = token.is_valid(request.caller.now)
    return TokenRow(
        name=token.name,
        role=request.words.staff_own.roles[token.role],
        made=moment(token.created_at, language),
        used=moment(token.last_used_at, language) if token.last_used_at else texts.never,
        status=_status(token, request),
        revoke=Link(texts.to_revoke, request.address(f"/nycklar/{token.id}/slut")) if is_valid else None,
    )


def _status(token: ApiToken, request: StaffRequest) -> DateStatus:
    texts, language = request.words.staff_tokens, request.locale.language
    if token.revoked_at is not None:
        return DateStatus("off", texts.is_revoked.format(when=moment(token.revoked_at, language)))
    if token.expires_at is None:
        return DateStatus("yes", texts.has_no_end)
    when = moment(token.expires_at, language)
    if token.is_valid(request.caller.now):
        return DateStatus("yes", texts.valid_until.format(when=when))
    return DateStatus("off", texts.is_expired.format(when=when))
