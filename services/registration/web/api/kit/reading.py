"""Validates request bodies and queries, and reports all errors of a request at once."""

import functools
import re
import types
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

import msgspec

from services.registration.domain import form
from services.registration.web.api.kit.problems import BadInput, ErrorItem

T = TypeVar("T")

# Accepted years: others are typing errors, and the extremes overflow in date arithmetic.
_YEARS: Final = range(1900, 2201)
_EXPECTED: Final = {
    "str": "not_text",
    "int": "not_a_number",
    "bool": "boolean",
    "array": "list",
    "object": "object",
    "uuid": "not_an_id",
    "date": "not_a_date",
    "datetime": "time",
}
# msgspec's error text -> our error code. msgspec stops at the first error, so each field is converted alone.
_FAULTS: Final = (
    (re.compile(r"Invalid UUID"), "not_an_id"),
    (re.compile(r"Invalid RFC3339 encoded datetime|with a timezone component"), "time"),
    (re.compile(r"Invalid RFC3339 encoded date"), "not_a_date"),
    (re.compile(r"of length >= "), "blank"),
    (re.compile(r"of length <= (\d+)"), "too_long"),
    (re.compile(r"Expected `int` >= (-?\d+)"), "small"),
    (re.compile(r"Expected `int` <= (-?\d+)"), "large"),
    (re.compile(r"matching regex"), "pattern"),
    (re.compile(r"out of range"), "not_a_number"),
)
_WRONG_KIND: Final = re.compile(r"Expected `(\w+)")


def decode(body: bytes) -> Any:  # Any: JSON
    """Read JSON; an empty body counts as `{}`."""
    if not body.strip():
        return {}
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadInput(errors=[ErrorItem("", "json")]) from None


def read(body: bytes, kind: type[T]) -> T:
    """Read a body as a struct (or a list of structs); raises `BadInput` with every error."""
    return _read_whole(decode(body), kind, root="", strict=True)


def read_query(raw: dict[str, str], kind: type[T]) -> T:
    """Read query parameters as a struct; raises `BadInput` with every error."""
    return _read_whole(raw, kind, root="?", strict=False)


def _read_whole(raw: Any, kind: type[T], *, root: str, strict: bool) -> T:  # Any: JSON
    hashable: Any = kind  # Any: mypy does not know that a class is
    reader = _Reader(strict=strict, slash="/" if strict else "")
    value = reader.value(raw, _field_type(hashable), root)
    if reader.errors:
        raise BadInput(errors=reader.errors)
    return value  # type: ignore[no-any-return]  # it has been converted to kind


class _FieldType:
    """The type of one field, analysed once and cached for all requests."""

    def __init__(self, kind: Any) -> None:  # Any: annotations
        self.kind, self.may_be_null = _without_null(kind)
        self.bare = get_args(self.kind)[0] if hasattr(self.kind, "__metadata__") else self.kind
        self.rule = _rule(self.kind)
        self.is_struct = isinstance(self.bare, type) and issubclass(self.bare, msgspec.Struct)
        self.fields = _fields(self.bare) if self.is_struct else {}
        self.items = _FieldType(get_args(self.bare)[0]) if get_origin(self.bare) is list else None


class _Field(NamedTuple):
    name: str
    is_required: bool
    value: _FieldType


@functools.cache
def _field_type(kind: Any) -> _FieldType:  # Any: annotations
    return _FieldType(kind)


def _fields(kind: type[msgspec.Struct]) -> dict[str, _Field]:
    """The fields of a struct by their names in JSON, in order."""
    return {
        field.encode_name: _Field(field.name, field.required, _FieldType(field.type))
        for field in msgspec.structs.fields(kind)
    }


class _Reader:
    def __init__(self, *, strict: bool, slash: str) -> None:
        self.strict = strict
        self.slash = slash
        self.errors: list[ErrorItem] = []

    def value(self, raw: Any, expected: _FieldType, pointer: str) -> Any:  # Any: JSON
        if raw is None:
            if not expected.may_be_null:
                self.errors.append(ErrorItem(pointer, "null"))
            return None
        if expected.is_struct:
            return self.struct(raw, expected, pointer)
        if expected.items is not None:
            return self.list(raw, expected.items, pointer)
        return self.leaf(raw, expected, pointer)

    def struct(self, raw: Any, expected: _FieldType, pointer: str) -> Any:  # Any: JSON
        if not isinstance(raw, dict):
            self.errors.append(ErrorItem(pointer, "object"))
            return None
        arguments: dict[str, Any] = {}
        errors_before = len(self.errors)
        start = pointer + self.slash
        for name, field in expected.fields.items():
            if name in raw:
                arguments[field.name] = self.value(raw[name], field.value, start + _escaped(name))
            elif field.is_required:
                self.errors.append(ErrorItem(start + _escaped(name), "missing"))
        self.errors.extend(
            ErrorItem(start + _escaped(name), "unknown") for name in raw if name not in expected.fields
        )
        return expected.bare(**arguments) if len(self.errors) == errors_before else None

    def list(self, raw: Any, items: _FieldType, pointer: str) -> Any:  # Any: JSON
        if not isinstance(raw, list):
            self.errors.append(ErrorItem(pointer, "list"))
            return None
        return [self.value(item, items, f"{pointer}/{index}") for index, item in enumerate(raw)]

    def leaf(self, raw: Any, expected: _FieldType, pointer: str) -> Any:  # Any: JSON
        rule = expected.rule
        if isinstance(raw, str):
            raw = form.tidy(raw, breaks=rule == "text")
        try:
            value = msgspec.convert(raw, expected.kind, strict=self.strict)
        except msgspec.ValidationError as error:
            self.errors.append(_fault(str(error), expected.bare, pointer))
            return None
        if isinstance(value, str) and rule == "email" and form.is_clean(value):
            value = form.tidy_address(value)
            code = None if value else "not_an_address"
        elif isinstance(value, str) and rule == "link" and form.is_clean(value):
            value = form.web_address(value)
            code = None if value else "not_a_url"
        else:
            code = _rule_broken(value, rule)
        if code:
            self.errors.append(ErrorItem(pointer, code))
        return value


def _without_null(kind: Any) -> tuple[Any, bool]:  # Any: annotations
    if get_origin(kind) not in (Union, types.UnionType):
        return kind, kind is Any
    kinds = [item for item in get_args(kind) if item not in (msgspec.UnsetType, type(None))]
    return (kinds[0] if len(kinds) == 1 else Union[tuple(kinds)]), type(None) in get_args(kind)  # noqa: UP007


def _fault(text: str, bare: Any, pointer: str) -> ErrorItem:  # Any: annotations
    if get_origin(bare) is Literal:
        return ErrorItem(pointer, "not_a_choice", ", ".join(str(item) for item in get_args(bare)))
    for pattern, code in _FAULTS:
        match = pattern.search(text)
        if match:
            return ErrorItem(pointer, code, match[1] if match.groups() else "")
    match = _WRONG_KIND.search(text)
    return ErrorItem(pointer, _EXPECTED.get(match[1], "other") if match else "other")


def _rule(kind: Any) -> str | None:  # Any: annotations
    for meta in getattr(kind, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta) and meta.extra:
            return str(meta.extra["rule"])
    return None


def _rule_broken(value: Any, rule: str | None) -> str | None:  # Any: JSON
    if isinstance(value, date) and value.year not in _YEARS:
        return "time" if isinstance(value, datetime) else "not_a_date"
    return None if _is_storable(value, breaks=rule in (None, "text")) else "not_allowed"


def _is_storable(value: Any, *, breaks: bool, depth: int = 20) -> bool:  # Any: JSON
    # PostgreSQL cannot store NUL or lone surrogates; other control characters are refused too.
    if isinstance(value, str):
        return form.is_clean(value, breaks=breaks)
    if not isinstance(value, dict | list):
        return True
    inside = [*value, *value.values()] if isinstance(value, dict) else value
    return depth > 0 and all(_is_storable(item, breaks=breaks, depth=depth - 1) for item in inside)


def _escaped(name: str) -> str:
    """A name in a JSON pointer (RFC 6901); cut at 100 characters, which is longer than any known name."""
    return name[:100].replace("~", "~0").replace("/", "~1")
