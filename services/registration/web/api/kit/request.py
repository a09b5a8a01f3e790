"""The request and response of an API handler, and paged lists."""

import base64
import binascii
import functools
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeAlias, TypeVar
from uuid import UUID

import msgspec

from services.registration.domain.caller import Caller
from services.registration.domain.form import is_clean
from services.registration.web.api.kit.fields import Resource
from services.registration.web.api.kit.problems import BadInput, Changed, ErrorItem, PreconditionFailed
from services.registration.web.api.kit.reading import read, read_query
from services.registration.web.services import Services
from shared.plan_preview import MailCount
from shared.postgres import Pool

T = TypeVar("T")
S = TypeVar("S")
R = TypeVar("R", bound=Resource)
Row: TypeAlias = dict[str, Any]  # Any: a row; keys are the API's field names

MAX_LIMIT: Final = 200
_ETAG: Final = re.compile(r'"(\d{1,9})"')


class ListQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The query parameters of every list."""

    limit: Annotated[int, msgspec.Meta(ge=1)] = 50
    after: str | None = None


class DryRunQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The query parameter of everything that writes."""

    dry_run: bool = False


class NoQuery(msgspec.Struct, frozen=True):
    """No query parameters."""


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One page of a list; pass `next` as `after` to get the following page, null on the last page."""

    items: list[T]
    next: str | None


class ApiResponse(msgspec.Struct, frozen=True, kw_only=True):
    """The response of a handler; `location` is the path of a created resource, below `/api/v1`.

    `kept_body`: what is kept for an `Idempotency-Key` in the place of a body that holds a secret; a dry run shows it too.
    `mails`: of a dry run, where notify was asked otherwise than by events.
    """

    body: Any = None  # Any: one of the wire structs
    kept_body: Any = None  # Any: likewise
    status: int = 200
    location: str | None = None
    mails: list[MailCount] | None = None


class Cursor(msgspec.Struct, frozen=True):
    """Where a page of a list begins: after this sort key and id. The defaults sort before all rows."""

    sort: str = ""
    id: UUID = UUID(int=0)


class ApiRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One API request: the `caller`, the path parameters, query and body, and the `services` of the app.

    `if_match` is the version that a PATCH is based on, sent as If-Match. `is_dry_run`: all of it is rolled back. `outcome`, `refused`:
    how the route's `prepare` went.
    """

    caller: Caller
    services: Services
    path: Mapping[str, Any]  # Any: a UUID where the pattern says so
    query: Mapping[str, str]
    body: bytes
    media_type: str = ""
    if_match: int | None = None
    is_dry_run: bool = False
    outcome: object = None
    refused: Exception | None = None

    def prepared(self, kind: type[T]) -> T:
        """What the route has prepared before any transaction; raises what refused it."""
        if self.refused is not None:
            raise self.refused
        if not isinstance(self.outcome, kind):
            raise TypeError(kind)
        return self.outcome

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
        """The `id` path parameter."""
        return UUID(str(self.path["id"]))

    def read(self, kind: type[T]) -> T:
        """The body as a struct; raises `BadInput` with every error."""
        return read(self.body, kind)

    def read_query(self, kind: type[T]) -> T:
        """The query as a struct; raises `BadInput` with every error."""
        return read_query(dict(self.query), kind)


Handler: TypeAlias = Callable[[ApiRequest], Awaitable[ApiResponse]]


def read_cursor(listing: ListQuery) -> Cursor:
    """Decode the `after` parameter of a list; raises `BadInput` if it is no cursor of ours."""
    if listing.after is None:
        return Cursor()
    try:
        padded = listing.after + "=" * (-len(listing.after) % 4)
        sort, value = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=tuple[str, UUID])
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise BadInput(errors=[ErrorItem("?after", "cursor")]) from None
    if not is_clean(sort):
        raise BadInput(errors=[ErrorItem("?after", "cursor")])
    return Cursor(sort, value)


def fetch_limit(listing: ListQuery) -> int:
    """How many rows to fetch: one more than the page shows, to know whether there is a next page."""
    return min(listing.limit, MAX_LIMIT) + 1


def page(
    rows: Sequence[S], listing: ListQuery, show: Callable[[S], R], sort: Callable[[S], str] | None = None
) -> Page[R]:
    """A page of the first rows, with the cursor of the next page if there are more rows.

    `rows` are at most `fetch_limit(listing)`, ordered by `sort` and then by id; without `sort`, by id.
    """
    size = fetch_limit(listing) - 1
    items = [show(row) for row in rows[:size]]
    if len(rows) <= size:
        return Page(items=items, next=None)
    cursor = msgspec.json.encode((sort(rows[size - 1]) if sort else "", items[-1].id))
    return Page(items=items, next=base64.urlsafe_b64encode(cursor).rstrip(b"=").decode())


def shown_as(kind: type[R]) -> Callable[[object], R]:
    """A function that converts rows or domain structs into a wire struct, matching fields by name."""
    return functools.partial(msgspec.convert, type=kind, from_attributes=True)


def changed_fields(patch: msgspec.Struct) -> Row:
    """The fields set in a PATCH body, by their Python names, without `version`."""
    return {
        name: value
        for name in patch.__struct_fields__
        if name != "version" and (value := getattr(patch, name)) is not msgspec.UNSET
    }


def version_of(request: ApiRequest, patch: Any) -> int | None:  # Any: each PATCH has a struct of its own
    """The version that a PATCH is based on, from its body or else from If-Match; None if it names none."""
    value = patch.version
    return request.if_match if value is msgspec.UNSET or value is None else value


def read_if_match(header: str | None, *, is_patch: bool) -> int | None:
    """The version in If-Match; None without one, or for `*`. Raises `BadInput` for an ETag that is not ours."""
    if header is None or (is_patch and header.strip() == "*"):
        return None
    found = _ETAG.fullmatch(header.strip())
    if not is_patch or found is None:
        raise BadInput(errors=[ErrorItem("If-Match", "if_match")])
    return int(found[1])


def etag_of(body: object) -> str | None:
    """The ETag of a resource: its version; None for anything that has none."""
    version = getattr(body, "version", None)
    return f'"{version}"' if isinstance(version, int) else None


def changed_since(request: ApiRequest, current: msgspec.Struct) -> Changed:
    """The problem of a change that is based on an outdated version."""
    kind = Changed if request.if_match is None else PreconditionFailed
    return kind(more={"current": msgspec.to_builtins(current)})
