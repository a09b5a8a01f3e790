"""What is the same for every resource: a list, one thing, a new thing, a changed thing, a removed thing."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from services.registration.domain.errors import NotFound, VersionConflict
from services.registration.web.api.kit.problems import Changed, ErrorItem, UnknownReference
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    Handler,
    given_fields,
    version_of,
)

R = TypeVar("R")
T = TypeVar("T", bound=msgspec.Struct)

Show = Callable[[ApiRequest, UUID], Awaitable[msgspec.Struct]]
Create = Callable[[ApiRequest, T], Awaitable[UUID]]
CreateShown = Callable[[ApiRequest, T], Awaitable[tuple[UUID, msgspec.Struct]]]
Change = Callable[[ApiRequest, dict[str, Any], int | None], Awaitable[None]]


def show(one: Show) -> Handler:
    """`GET` of one thing."""

    async def answer(ask: ApiRequest) -> ApiResponse:
        return ApiResponse(body=await one(ask, ask.id))

    return answer


def create(path: str, wanted: type[T], make: Create[T], one: Show) -> Handler:
    """`POST` of a new thing: 201, the whole of it, and where it is."""

    async def make_and_read(ask: ApiRequest, new: T) -> tuple[UUID, msgspec.Struct]:
        new_id = await make(ask, new)
        return new_id, await one(ask, new_id)

    return create_shown(path, wanted, make_and_read)


def create_shown(path: str, wanted: type[T], make: CreateShown[T]) -> Handler:
    """The same where whoever makes it knows the whole of it, and it need not be read back."""

    async def answer(ask: ApiRequest) -> ApiResponse:
        new = ask.read(wanted)
        new_id, shown = await _References(new).wait(make(ask, new))
        return ApiResponse(status=201, body=shown, location=f"{path}/{new_id}")

    return answer


def change(wanted: type[msgspec.Struct], alter: Change, one: Show) -> Handler:
    """`PATCH`: the fields given; the whole thing back. 409 with the whole thing, if it has another version by now."""

    async def answer(ask: ApiRequest) -> ApiResponse:
        new = ask.read(wanted)
        # First of all: whoever may not see it, or has no right to it, is told nothing more.
        before = await one(ask, ask.id)
        changes, version = given_fields(new), version_of(new)
        if not changes and version in (None, getattr(before, "version", None)):
            return ApiResponse(body=before)
        try:
            await _References(new).wait(alter(ask, changes, version))
        except VersionConflict:
            current = await one(ask, ask.id)
            raise Changed(more={"current": msgspec.to_builtins(current)}) from None
        return ApiResponse(body=await one(ask, ask.id))

    return answer


def delete(remove: Callable[[ApiRequest], Awaitable[None]]) -> Handler:
    """`DELETE`: 204."""

    async def answer(ask: ApiRequest) -> ApiResponse:
        await remove(ask)
        return ApiResponse(status=204)

    return answer


class _References:
    """Says where in the body something is named that is not there."""

    def __init__(self, body: msgspec.Struct) -> None:
        self.body = body

    async def wait(self, deed: Awaitable[R]) -> R:
        try:
            return await deed
        except NotFound as error:
            names = {field.name: field.encode_name for field in msgspec.structs.fields(self.body)}
            for name in (error.what, f"{error.what}_id"):
                if name in names and getattr(self.body, name) not in (None, msgspec.UNSET):
                    pointer = f"/{names[name]}"
                    raise UnknownReference(errors=[ErrorItem(pointer, "not_there")]) from None
            raise
