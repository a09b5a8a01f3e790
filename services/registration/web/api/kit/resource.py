"""Makes the handlers that every resource has: show, create, change, delete."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from services.registration.domain.errors import NotFound, VersionConflict
from services.registration.web.api.kit.problems import ErrorItem, UnknownReference
from services.registration.web.api.kit.request import (
    ApiRequest,
    ApiResponse,
    Handler,
    changed_fields,
    changed_since,
    version_of,
)

R = TypeVar("R")
T = TypeVar("T", bound=msgspec.Struct)

Load = Callable[[ApiRequest, UUID], Awaitable[msgspec.Struct]]
Create = Callable[[ApiRequest, T], Awaitable[UUID]]
CreateShown = Callable[[ApiRequest, T], Awaitable[tuple[UUID, msgspec.Struct]]]
Change = Callable[[ApiRequest, dict[str, Any], int | None], Awaitable[None]]


def show(load: Load) -> Handler:
    """`GET` one resource."""

    async def handle(request: ApiRequest) -> ApiResponse:
        return ApiResponse(body=await load(request, request.id))

    return handle


def create(path: str, body_type: type[T], run_create: Create[T], load: Load) -> Handler:
    """`POST` a new resource: answers 201 with the resource and its `Location`."""

    async def make_and_read(request: ApiRequest, body: T) -> tuple[UUID, msgspec.Struct]:
        new_id = await run_create(request, body)
        return new_id, await load(request, new_id)

    return create_shown(path, body_type, make_and_read)


def create_shown(path: str, body_type: type[T], run_create: CreateShown[T]) -> Handler:
    """As `create`, if `run_create` returns the resource too, so that it need not be read back."""

    async def handle(request: ApiRequest) -> ApiResponse:
        body = request.read(body_type)
        new_id, shown = await _References(body).wait(run_create(request, body))
        return ApiResponse(status=201, body=shown, location=f"{path}/{new_id}")

    return handle


def change(body_type: type[msgspec.Struct], apply_changes: Change, load: Load) -> Handler:
    """`PATCH` the fields in the body: answers with the resource; 409 with the current one if `version` is outdated."""

    async def handle(request: ApiRequest) -> ApiResponse:
        body = request.read(body_type)
        # First, so that a caller who may not see the resource gets no other error about it.
        current = await load(request, request.id)
        changes, version = changed_fields(body), version_of(request, body)
        if not changes and version in (None, getattr(current, "version", None)):
            return ApiResponse(body=current)
        try:
            await _References(body).wait(apply_changes(request, changes, version))
        except VersionConflict:
            raise changed_since(request, await load(request, request.id)) from None
        return ApiResponse(body=await load(request, request.id))

    return handle


def delete(run_delete: Callable[[ApiRequest], Awaitable[None]]) -> Handler:
    """`DELETE`: 204."""

    async def handle(request: ApiRequest) -> ApiResponse:
        await run_delete(request)
        return ApiResponse(status=204)

    return handle


class _References:
    """Turns `NotFound` of something that the body refers to into `UnknownReference` with its JSON pointer."""

    def __init__(self, body: msgspec.Struct) -> None:
        self.body = body

    async def wait(self, action: Awaitable[R]) -> R:
        try:
            return await action
        except NotFound as error:
            json_names = {field.name: field.encode_name for field in msgspec.structs.fields(self.body)}
            for name in (error.what, f"{error.what}_id"):
                if name in json_names and getattr(self.body, name) not in (None, msgspec.UNSET):
                    pointer = f"/{json_names[name]}"
                    raise UnknownReference(errors=[ErrorItem(pointer, "not_there")]) from None
            raise
