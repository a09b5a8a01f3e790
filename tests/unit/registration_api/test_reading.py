"""Request bodies and queries are read field by field, and all their errors are reported."""

from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
import pytest

from services.registration.web.api.kit.fields import (
    UNSET,
    Email,
    Moment,
    RequestBody,
    SingleLine,
    Text,
    UnsetType,
)
from services.registration.web.api.kit.problems import BadInput
from services.registration.web.api.kit.reading import read, read_query


class Inner(RequestBody, frozen=True, kw_only=True):
    name: SingleLine
    day: date | None = None


class Body(RequestBody, frozen=True, kw_only=True):
    inner: Inner
    many: list[Inner] = msgspec.field(default_factory=list)
    given: SingleLine | UnsetType | None = UNSET
    text: Text = ""
    email: Email | None = None
    at: Moment | None = None
    choice: Literal["a", "b"] = "a"
    from_on: date | None = msgspec.field(name="from", default=None)
    free: dict[str, Any] = msgspec.field(default_factory=dict)


def errors_of(body):
    with pytest.raises(BadInput) as caught:
        read(msgspec.json.encode(body), Body)
    return {(error.pointer, error.code) for error in caught.value.errors}


def test_a_valid_request_body_is_read_trimmed_and_normalised():
    body = read(
        b'{"inner": {"name": "  A\\u0308sa "}, "given": null, "text": "a\\r\\nb", "email": "A@B.Example",'
        b' "at": "2027-01-20T09:00:00+01:00", "from": "2027-01-20", "free": {"a": [1, "x"]}}',
        Body,
    )

    assert body == Body(
        inner=Inner(name="Äsa"),
        given=None,
        text="a\nb",
        email="A@b.example",
        at=datetime(2027, 1, 20, 8, tzinfo=UTC),
        from_on=date(2027, 1, 20),
        free={"a": [1, "x"]},
    )
    assert read(b'{"inner": {"name": "A"}}', Body).given is UNSET


def test_errors_at_every_depth_of_a_request_body_are_reported_together():
    found = errors_of(
        {
            "inner": {"name": "", "day": "20/1", "x": 1},
            "many": [{"name": "A"}, {}, 5],
            "choice": "c",
            "from": 5,
            "email": "a@b",
            "free": {"a": ["\x00"]},
            "at": "9999-12-31T23:59:59Z",
            "x~/y": 1,
        }
    )

    assert found == {
        ("/inner/name", "blank"), ("/inner/day", "not_a_date"), ("/inner/x", "unknown"), ("/many/1/name", "missing"),
        ("/many/2", "object"), ("/choice", "not_a_choice"), ("/from", "not_a_date"), ("/email", "not_an_address"),
        ("/free", "not_allowed"), ("/at", "time"), ("/x~0~1y", "unknown"),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["a\nb", "a\x00b", "a\u2028b", "a\x1bb"])
def test_a_line_field_with_a_line_break_or_control_character_is_refused(name):
    assert errors_of({"inner": {"name": name}}) == {("/inner/name", "not_allowed")}


def test_a_deeply_nested_value_is_refused():
    deep: Any = "x"
    for _ in range(30):
        deep = [deep]

    assert errors_of({"inner": {"name": "A"}, "free": {"a": deep}}) == {("/free", "not_allowed")}


def test_a_lone_surrogate_in_json_is_refused():
    with pytest.raises(BadInput):
        read(b'{"inner": {"name": "\\ud800"}}', Body)


class Query(msgspec.Struct, frozen=True, kw_only=True):
    limit: int = 50
    silent: bool = False
    id: UUID | None = None


def test_query_parameters_are_converted_from_text_and_errors_are_reported():
    query = read_query({"limit": "7", "silent": "true", "id": "01900000-0000-7000-8000-000000000000"}, Query)

    assert query == Query(limit=7, silent=True, id=UUID("01900000-0000-7000-8000-000000000000"))
    with pytest.raises(BadInput) as caught:
        read_query({"limit": "x", "other": "1"}, Query)
    assert {(error.pointer, error.code) for error in caught.value.errors} == {
        ("?limit", "not_a_number"),
        ("?other", "unknown"),
    }
