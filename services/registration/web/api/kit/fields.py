"""The types of request fields with their constraints (length, pattern, range), each defined once."""

from datetime import date, datetime
from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from services.registration.domain import form

__all__ = ["UNSET", "UnsetType"]

# `extra` is for reading.py, which trims strings and checks them by `rule`.
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=form.NAME, extra={"rule": "line"})]
Title: TypeAlias = Annotated[str, Meta(min_length=1, max_length=form.TITLE, extra={"rule": "line"})]
SingleLine: TypeAlias = Annotated[str, Meta(min_length=1, max_length=form.LINE, extra={"rule": "line"})]
Text: TypeAlias = Annotated[str, Meta(max_length=20_000, extra={"rule": "text"})]
Email: TypeAlias = Annotated[
    str,
    Meta(min_length=1, max_length=form.EMAIL, extra={"rule": "email"}, extra_json_schema={"format": "email"}),
]
Link: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=form.URL, extra={"rule": "link"}, extra_json_schema={"format": "uri"})
]
Day: TypeAlias = date
Moment: TypeAlias = Annotated[datetime, Meta(tz=True, extra_json_schema={"format": "date-time"})]
Seats: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)]
Number: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)]
Version: TypeAlias = Annotated[int, Meta(ge=1, le=2_147_483_647)]
CountyCode: TypeAlias = Annotated[str, Meta(pattern=r"^\d{2}$")]
MunicipalityCode: TypeAlias = Annotated[str, Meta(pattern=r"^\d{4}$")]


class RequestBody(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The base of request bodies; an unknown field is an error."""


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """The base of resources in responses."""

    id: UUID
