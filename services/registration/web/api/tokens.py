"""/api/v1/tokens: the tokens that open this API. For admins only."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.actions.directory import api_tokens
from services.registration.domain.api_token import NewApiToken
from services.registration.domain.caller import Role
from services.registration.store.access import tokens
from services.registration.store.transaction import reading
from services.registration.web.api.kit import resource
from services.registration.web.api.kit.fields import Moment, Name, RequestBody, Resource
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    ListQuery,
    fetch_limit,
    page,
    read_cursor,
    shown_as,
)


class Token(Resource, frozen=True, kw_only=True):
    """A token without its secret. `last_used_at` is exact to the hour."""

    name: str
    role: Role
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class CreatedToken(Token, frozen=True, kw_only=True):
    """`token` is the secret, shown once: null where the same `Idempotency-Key` asks again."""

    token: str | None


class NewTokenBody(RequestBody, frozen=True, kw_only=True):
    """Without `expires_at` the token is valid until it is revoked."""

    name: Name
    role: Role
    expires_at: Moment | None = None


async def list_all(request: ApiRequest) -> ApiResponse:
    query = request.read_query(ListQuery)
    async with reading(request.pool) as conn:
        rows = await tokens.list_after(
            conn, request.organiser_id, after=read_cursor(query).id, limit=fetch_limit(query)
        )
    return ApiResponse(body=page(rows, query, shown_as(Token)))


async def load(request: ApiRequest, token_id: UUID) -> Token:
    async with reading(request.pool) as conn:
        token = await tokens.get(conn, request.organiser_id, token_id)
    return msgspec.convert(token, Token, from_attributes=True)


async def create(request: ApiRequest) -> ApiResponse:
    """Answers 201 with the secret; a response that is kept for an `Idempotency-Key` has none."""
    body = request.read(NewTokenBody)
    if body.expires_at is not None and body.expires_at <= request.now:
        raise BadInput(errors=[ErrorItem("/expires_at", "not_ahead")])
    new = msgspec.convert(body, NewApiToken, from_attributes=True)
    token_id, secret = await api_tokens.create(request.pool, request.caller, new)
    shown = msgspec.structs.asdict(await load(request, token_id))
    return ApiResponse(
        status=201,
        body=CreatedToken(**shown, token=secret),
        kept_body=CreatedToken(**shown, token=None),
        location=f"/tokens/{token_id}",
    )


async def _revoke(request: ApiRequest) -> None:
    await api_tokens.revoke(request.pool, request.caller, request.id)


show = resource.show(load)
revoke = resource.delete(_revoke)
