"""Small decisions at the edge: languages, addresses, metrics."""

import pytest

from services.registration.domain.tenant import is_slug
from services.registration.web.errors import is_asked_by_a_program
from services.registration.web.language import preferred
from services.registration.web.metrics import ResponseCounts, text


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "sv"), ("", "sv"), ("en", "en"), ("EN-us", "en"), ("sv-SE,en;q=0.9", "sv"), ("en;q=0.4, sv;q=0.5", "sv"),
        ("de-DE, en;q=0.1", "en"), ("*", "sv"), ("en;q=0", "sv"), ("en;q=x", "sv"), ("de", "sv"),
    ],
)  # fmt: skip
def test_the_most_wanted_of_our_languages_is_chosen(accept, language):
    assert preferred(accept) == language


def test_an_address_part_is_a_tenant_or_a_route_never_both():
    assert [word for word in ("prov", "ruc-orebro", "2-b") if not is_slug(word)] == []
    assert [word for word in ("api", "admin", "r", "Prov", "a_b", "a--b", "") if is_slug(word)] == []


@pytest.mark.parametrize(
    ("path", "is_program"),
    [("/api", True), ("/api/v1/x", True), ("/apiary", False), ("/", False), ("/schema/openapi.json", True), ("/i/abc", False)],
)  # fmt: skip
def test_programs_and_people_are_told_apart_by_the_address(path, is_program):
    assert is_asked_by_a_program(path) == is_program


def test_metrics_without_a_database_tell_what_the_process_knows():
    answered = ResponseCounts()
    answered.add("GET", '/{a:str}/"b"', 200, 0.5)
    answered.add("GET", '/{a:str}/"b"', 200, 0.25)

    lines = text(answered, None).splitlines()

    assert (
        'kallelse_registration_requests_total{method="GET",route="/{a:str}/\\"b\\"",status="200"} 2' in lines
    )
    assert 'kallelse_registration_request_seconds_total{method="GET",route="/{a:str}/\\"b\\""} 0.75' in lines
    assert "kallelse_registration_up 0" in lines
