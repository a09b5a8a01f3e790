"""One request to the API, read; and what it is answered with."""

import base64
import binascii
import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeAlias, TypeVar
from uuid import UUID

import msgspec

from services.registration.domain.caller import Caller
from services.registration.domain.form import is_clean
from services.registration.web.api.kit.fields import Resource
from services.registration.web.api.kit.problems import BadInput, ErrorItem
from services.registration.web.api.kit.reading import read, read_query
from services.registration.web.services import Services
from shared.postgres import Pool

T = TypeVar("T")
S = TypeVar("S")
R = TypeVar("R", bound=Resource)
Row: TypeAlias = dict[str, Any]  # Any: a row, with the names of the contract's fields

MOST: Final = 200


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What every list takes."""

    limit: Annotated[int, msgspec.Meta(ge=1)] = 50
    after: str | None = None


class NoQuery(msgspec.Struct, frozen=True):
    """Nothing after the question mark."""


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A part of a list; `next` is given as `after` for what follows."""

    items: list[T]
    next: str | None


class ApiResponse(msgspec.Struct, frozen=True, kw_only=True):
    """What to answer; `location` is the path of something new."""

    body: Any = None  # Any: one of the wire structs
    status: int = 200
    location: str | None = None


class Cursor(msgspec.Struct, frozen=True):
    """Where a page of a list begins: after this sort key and id. The defaults stand before everything."""

    sort: str = ""
    id: UUID = UUID(int=0)


class ApiRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One request: who asks (`caller`), for what, and what there is to answer it with (`services`)."""

    caller: Caller
    services: Services
    path: Mapping[str, Any]  # Any: a UUID where the pattern says so
    query: Mapping[str, str]
    body: bytes

    @property
    def pool(self) -> Pool:
        return self.services.pool

    @property
    def now(self) -> datetime:
        return self.caller.now

    @property
    def base_url(self) -> str:
        return self.services.settings.base_url

    @property
    def organiser_id(self) -> UUID:
        return self.caller.organiser_id

    @property
    def id(self) -> UUID:
        """The id in the address."""
        return UUID(str(self.path["id"]))

    def read(self, kind: type[T]) -> T:
        """The body, or every fault in it."""
        return read(self.body, kind)

    def read_query(self, kind: type[T]) -> T:
        """What stands after the question mark, or every fault in it."""
        return read_query(dict(self.query), kind)


Handler: TypeAlias = Callable[[ApiRequest], Awaitable[ApiResponse]]


def begin(listing: ListQuery) -> Cursor:
    """Read the cursor of a list."""
    if listing.after is None:
        return Cursor()
    try:
        padded = listing.after + "=" * (-len(listing.after) % 4)
        sort, found = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=tuple[str, UUID])
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise BadInput(errors=[ErrorItem("?after", "cursor")]) from None
    if not is_clean(sort):
        raise BadInput(errors=[ErrorItem("?after", "cursor")])
    return Cursor(sort, found)


def how_many(listing: ListQuery) -> int:
    """How many rows to fetch: one more than is shown, to know whether there are others."""
    return min(listing.limit, MOST) + 1


def page(
    rows: Sequence[S], listing: ListQuery, show: Callable[[S], R], sort: Callable[[S], str] | None = None
) -> Page[R]:
    """Show the first rows, and where to go on if there are more.

    `rows` are `how_many(listing)` at most, in the order of `sort` and then of their ids; without `sort`, of their ids.
    """
    size = how_many(listing) - 1
    items = [show(row) for row in rows[:size]]
    if len(rows) <= size:
        return Page(items=items, next=None)
    cursor = msgspec.json.encode((sort(rows[size - 1]) if sort else "", items[-1].id))
    return Page(items=items, next=base64.urlsafe_b64encode(cursor).rstrip(b"=").decode())


def shown_as(kind: type[R]) -> Callable[[object], R]:
    """Convert rows or domain structs into a wire struct, by the names of its fields."""
    return functools.partial(msgspec.convert, type=kind, from_attributes=True)


def given_fields(wanted: msgspec.Struct) -> Row:
    """The fields that a PATCH named, by their names here; `version` is not one of them."""
    return {
        name: value
        for name in wanted.__struct_fields__
        if name != "version" and (value := getattr(wanted, name)) is not msgspec.UNSET
    }


def version_of(wanted: Any) -> int | None:  # Any: each PATCH has a struct of its own
    """The version that a PATCH was made from, if it says."""
    found = wanted.version
    return None if found is msgspec.UNSET else found
