"""`/admin/{organiser}/nycklar/{id}/slut`: asks before a token is revoked."""

import msgspec
from litestar import Response

from services.registration.actions.directory import api_tokens
from services.registration.store.access import tokens
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.parts import moment, more
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond


class RevokePage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    texts: tuple[str, ...]
    action: str
    do: str
    leave: Link


async def ask_to_revoke(request: StaffRequest) -> Response[bytes]:
    """What follows, with the button."""
    async with reading(request.pool) as conn:
        token = await tokens.get(conn, request.caller.organiser_id, request.id)
    texts, language = request.words.staff_tokens, request.locale.language
    heading = texts.revoke_heading.format(name=token.name)
    used = moment(token.last_used_at, language) if token.last_used_at else texts.never
    page = RevokePage(
        layout=request.layout(
            heading, "more", path=more(request, Link(texts.heading, request.address("/nycklar")))
        ),
        head=Head(heading=heading),
        texts=(*texts.revoke_follows, f"{texts.used}: {used}"),
        action=request.address(f"/nycklar/{token.id}/slut"),
        do=texts.revoke,
        leave=Link(texts.keep, request.address("/nycklar")),
    )
    return respond("staff/confirm", page, language=language)


async def revoke_token(request: StaffRequest) -> Response[bytes]:
    """Revoke it; twice does no harm."""
    await api_tokens.revoke(request.pool, request.caller, request.id)
    return request.go_to("/nycklar", om="slut")
