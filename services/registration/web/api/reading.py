"""Read what was sent, and say everything that is wrong with it at once."""

import re
import types
from datetime import date, datetime
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from services.registration.domain import form
from services.registration.web.api.problems import BadInput, FieldError

T = TypeVar("T")

# The years that a date can have: what lies outside is a slip of the pen, and some of it cannot be reckoned with.
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
# What msgspec says (it stops at the first fault, so each field is converted alone) -> our word for it.
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
        raise BadInput(errors=[FieldError("", "json")]) from None


def read(body: bytes, kind: type[T]) -> T:
    """Read a body as a struct (or a list of structs), or raise `BadInput` with every fault."""
    return _all_at_once(decode(body), kind, root="", strict=True)


def read_query(found: dict[str, str], kind: type[T]) -> T:
    """Read what stands after the question mark of an address."""
    return _all_at_once(found, kind, root="?", strict=False)


def _all_at_once(found: Any, kind: type[T], *, root: str, strict: bool) -> T:  # Any: JSON
    reader = _Reader(strict=strict, slash="/" if strict else "")
    value = reader.value(found, kind, root)
    if reader.errors:
        raise BadInput(errors=reader.errors)
    return value  # type: ignore[no-any-return]  # it has been converted to kind


class _Reader:
    def __init__(self, *, strict: bool, slash: str) -> None:
        self.strict = strict
        self.slash = slash
        self.errors: list[FieldError] = []

    def value(self, found: Any, kind: Any, pointer: str) -> Any:  # Any: JSON and annotations
        kind, may_be_null = _without_null(kind)
        if found is None:
            if not may_be_null:
                self.errors.append(FieldError(pointer, "null"))
            return None
        bare = get_args(kind)[0] if hasattr(kind, "__metadata__") else kind
        if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
            return self.struct(found, bare, pointer)
        if get_origin(bare) is list:
            return self.list(found, get_args(bare)[0], pointer)
        return self.leaf(found, kind, bare, pointer)

    def struct(self, found: Any, kind: type[msgspec.Struct], pointer: str) -> Any:  # Any: JSON
        if not isinstance(found, dict):
            self.errors.append(FieldError(pointer, "object"))
            return None
        given: dict[str, Any] = {}
        before = len(self.errors)
        fields = msgspec.structs.fields(kind)
        for field in fields:
            there = pointer + self.slash + _escaped(field.encode_name)
            if field.encode_name in found:
                given[field.name] = self.value(found[field.encode_name], field.type, there)
            elif field.required:
                self.errors.append(FieldError(there, "missing"))
        known = {field.encode_name for field in fields}
        self.errors.extend(
            FieldError(pointer + self.slash + _escaped(name), "unknown")
            for name in found
            if name not in known
        )
        return kind(**given) if len(self.errors) == before else None

    def list(self, found: Any, kind: Any, pointer: str) -> Any:  # Any: JSON and annotations
        if not isinstance(found, list):
            self.errors.append(FieldError(pointer, "list"))
            return None
        return [self.value(one, kind, f"{pointer}/{index}") for index, one in enumerate(found)]

    def leaf(self, found: Any, kind: Any, bare: Any, pointer: str) -> Any:  # Any: JSON and annotations
        rule = _rule(kind)
        if isinstance(found, str):
            found = form.tidy(found, breaks=rule == "text")
        try:
            value = msgspec.convert(found, kind, strict=self.strict)
        except msgspec.ValidationError as error:
            self.errors.append(_fault(str(error), bare, pointer))
            return None
        if isinstance(value, str) and rule == "email" and form.is_clean(value):
            value = form.tidy_address(value)
            code = None if value else "not_an_address"
        else:
            code = _closer_look(value, rule)
        if code:
            self.errors.append(FieldError(pointer, code))
        return value


def _without_null(kind: Any) -> tuple[Any, bool]:  # Any: annotations
    if get_origin(kind) not in (Union, types.UnionType):
        return kind, kind is Any
    kinds = [one for one in get_args(kind) if one not in (msgspec.UnsetType, type(None))]
    return (kinds[0] if len(kinds) == 1 else Union[tuple(kinds)]), type(None) in get_args(kind)  # noqa: UP007


def _fault(text: str, bare: Any, pointer: str) -> FieldError:  # Any: annotations
    if get_origin(bare) is Literal:
        return FieldError(pointer, "not_a_choice", ", ".join(str(one) for one in get_args(bare)))
    for pattern, code in _FAULTS:
        match = pattern.search(text)
        if match:
            return FieldError(pointer, code, match[1] if match.groups() else "")
    match = _WRONG_KIND.search(text)
    return FieldError(pointer, _EXPECTED.get(match[1], "other") if match else "other")


def _rule(kind: Any) -> str | None:  # Any: annotations
    for meta in getattr(kind, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta) and meta.extra:
            return str(meta.extra["rule"])
    return None


def _closer_look(value: Any, rule: str | None) -> str | None:  # Any: JSON
    if isinstance(value, date) and value.year not in _YEARS:
        return "time" if isinstance(value, datetime) else "not_a_date"
    if not _can_be_kept(value, breaks=rule in (None, "text")):
        return "not_allowed"
    return "not_a_url" if rule == "link" and not form.is_web_address(value) else None


def _can_be_kept(value: Any, *, breaks: bool, depth: int = 20) -> bool:  # Any: JSON
    # PostgreSQL keeps neither NUL nor half a surrogate pair; nor do other control characters belong in a text.
    if isinstance(value, str):
        return form.is_clean(value, breaks=breaks)
    if not isinstance(value, dict | list):
        return True
    inside = [*value, *value.values()] if isinstance(value, dict) else value
    return depth > 0 and all(_can_be_kept(one, breaks=breaks, depth=depth - 1) for one in inside)


def _escaped(name: str) -> str:
    """As RFC 6901 writes a name in a pointer; no longer than a name of ours could be."""
    return name[:100].replace("~", "~0").replace("/", "~1")
