"""Small decisions at the edge: languages, addresses, metrics."""

import pytest

from services.registration.domain.tenant import is_slug
from services.registration.web.errors import is_asked_by_a_program
from services.registration.web.language import preferred
from services.registration.web.metrics import RequestMetrics
from tests.support.metrics import value


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "sv"), ("", "sv"), ("en", "en"), ("EN-us", "en"), ("sv-SE,en;q=0.9", "sv"), ("en;q=0.4, sv;q=0.5", "sv"),
        ("de-DE, en;q=0.1", "en"), ("*", "sv"), ("en;q=0", "sv"), ("en;q=x", "sv"), ("de", "sv"),
    ],
)  # fmt: skip
def test_the_preferred_supported_language_is_chosen(accept, language):
    assert preferred(accept) == language


def test_a_reserved_or_malformed_word_is_no_tenant_slug():
    assert [word for word in ("prov", "ruc-orebro", "2-b") if not is_slug(word)] == []
    assert [word for word in ("api", "admin", "r", "Prov", "a_b", "a--b", "") if is_slug(word)] == []


@pytest.mark.parametrize(
    ("path", "is_program"),
    [("/api", True), ("/api/v1/x", True), ("/apiary", False), ("/", False), ("/schema/openapi.json", True), ("/i/abc", False)],
)  # fmt: skip
def test_api_clients_are_recognised_by_the_path(path, is_program):
    assert is_asked_by_a_program(path) == is_program


def test_metrics_without_a_database_have_only_the_counters_of_the_process():
    metrics = RequestMetrics()
    metrics.add("GET", '/{a:str}/"b"', 200, 0.5)
    metrics.add("GET", '/{a:str}/"b"', 200, 0.25)
    metrics.add("GET", '/{a:str}/"b"', 404, 0.001)

    text = metrics.text(None).decode()

    name, where = "kallelse_registration", {"method": "GET", "route": '/{a:str}/"b"'}
    assert value(text, f"{name}_requests_total", **where, status="200") == 2
    assert value(text, f"{name}_requests_total", **where, status="404") == 1
    assert value(text, f"{name}_request_seconds_total", **where) == pytest.approx(0.751)
    assert value(text, f"{name}_up") == 0
    assert value(text, f"{name}_outbox_open") is None


def test_request_durations_are_a_histogram_by_route_and_status_class():
    metrics = RequestMetrics()
    for status, seconds in ((200, 0.002), (204, 0.3), (404, 0.002), (200, 60.0)):
        metrics.add("GET", "/i/{token:str}", status, seconds)

    text = metrics.text(None).decode()

    name, where = (
        "kallelse_registration_request_duration_seconds",
        {"method": "GET", "route": "/i/{token:str}"},
    )
    buckets = {
        le: value(text, f"{name}_bucket", **where, status_class="2xx", le=le)
        for le in ("0.0025", "0.5", "10.0", "+Inf")
    }
    assert buckets == {"0.0025": 1, "0.5": 2, "10.0": 2, "+Inf": 3}
    assert value(text, f"{name}_count", **where, status_class="4xx") == 1
    assert value(text, f"{name}_sum", **where, status_class="2xx") == pytest.approx(60.302)


def test_request_metrics_of_two_apps_in_one_process_are_separate():
    first, second = RequestMetrics(), RequestMetrics()
    first.add("GET", "/", 200, 0.1)

    assert b"requests_total{" in first.text(None)
    assert b"requests_total{" not in second.text(None)
