"""Bodies of PATCH requests, derived from the bodies of POST requests."""

import functools
import operator
from collections.abc import Collection, Mapping
from types import NoneType
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import UNSET, UnsetType

from services.registration.domain.changes import Changes
from services.registration.web.api.kit.fields import RequestBody, Version

T = TypeVar("T", bound=msgspec.Struct)


def changes_of(
    new: type[RequestBody],
    name: str,
    *,
    doc: str | None = None,
    fixed: Collection[str] = (),
    never_null: Collection[str] = (),
    more: Mapping[str, Any] | None = None,  # Any: annotations
) -> type[RequestBody]:
    """Make the struct of a PATCH body: every field of `new` is optional, and UNSET if left out.

    `fixed` names fields that cannot change, `never_null` fields that may be null in a POST only, `more` adds fields
    that the POST body lacks. Every body has `version`. `doc` describes the struct in OpenAPI. For mypy the result is a
    plain `RequestBody`: handlers read it with `changed_fields` and `version_of`, not by attribute.
    """
    fields = {field.name: (field.encode_name, field.type) for field in msgspec.structs.fields(new)}
    fields |= {field: (field, kind) for field, kind in {**(more or {}), "version": Version | None}.items()}
    body: Any = msgspec.defstruct(  # Any: mypy does not see the bases
        name,
        [
            (
                field,
                (_not_null(kind) if field in never_null else kind) | UnsetType,
                msgspec.field(default=UNSET, name=encoded),
            )
            for field, (encoded, kind) in fields.items()
            if field not in fixed
        ],
        bases=(RequestBody,),
        namespace={"__doc__": doc},
        module=new.__module__,
        frozen=True,
        kw_only=True,
    )
    return body  # type: ignore[no-any-return]  # see above


def changes_to(kind: type[T], fields: Mapping[str, Any]) -> Changes[T]:  # Any: values of wire structs
    """Convert the fields of a PATCH into changes of a domain struct, each to its type in that struct."""
    kinds = {field.name: field.type for field in msgspec.structs.fields(kind)}
    return Changes(
        **{name: msgspec.convert(value, kinds[name], from_attributes=True) for name, value in fields.items()}
    )


def _not_null(kind: Any) -> Any:  # Any: annotations
    return functools.reduce(operator.or_, (part for part in get_args(kind) if part is not NoneType))
