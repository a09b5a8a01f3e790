"""Prometheus metrics: the responses of this process, and counts from the database. No personal data."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram, exposition
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.registration.store.health.service_status import ServiceStatus

TEXT: Final = exposition.CONTENT_TYPE_PLAIN_0_0_4

_PREFIX: Final = "kallelse_registration"
# Seconds. A page takes one to five milliseconds, a registration up to twenty; over a second something is blocked.
_BUCKETS: Final = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class _Series(NamedTuple):
    """The three series that a response with these labels adds to."""

    requests: Counter
    seconds: Counter
    duration: Histogram


class RequestMetrics:
    """Counts responses by method, route pattern and status, never by path. One instance for each app."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            f"{_PREFIX}_requests_total",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Counter(
            f"{_PREFIX}_request_seconds_total",
            "Time spent answering.",
            ("method", "route"),
            registry=self._registry,
        )
        self._duration = Histogram(
            f"{_PREFIX}_request_duration_seconds",
            "Time to answer a request, in seconds.",
            ("method", "route", "status_class"),
            registry=self._registry,
            buckets=_BUCKETS,
        )
        # Looking up a series by its labels costs more than incrementing it.
        self._series: dict[tuple[str, str, int], _Series] = {}

    def add(self, method: str, pattern: str, status: int, seconds: float) -> None:
        """Count one response that took `seconds`; `pattern` is the route pattern, such as `/r/{token:str}`."""
        series = self._series.get((method, pattern, status)) or self._new_series(method, pattern, status)
        series.requests.inc()
        series.seconds.inc(seconds)
        series.duration.observe(seconds)

    def _new_series(self, method: str, pattern: str, status: int) -> _Series:
        series = self._series[method, pattern, status] = _Series(
            self._requests.labels(method, pattern, str(status)),
            self._seconds.labels(method, pattern),
            self._duration.labels(method, pattern, f"{status // 100}xx"),
        )
        return series

    def text(self, service_status: ServiceStatus | None) -> bytes:
        """All metrics in text format; if the database is unavailable (None), only those of this process."""
        return exposition.generate_latest(self._registry) + exposition.generate_latest(
            _DatabaseGauges(service_status)
        )


class _DatabaseGauges(Collector):
    """The metrics from the database, read just before the scrape is answered."""

    def __init__(self, service_status: ServiceStatus | None) -> None:
        self._service_status = service_status

    def collect(self) -> Iterator[Metric]:
        service_status = self._service_status
        yield _gauge("up", "Whether the database answers.", 0 if service_status is None else 1)
        if service_status is None:
            return
        yield _gauge("outbox_open", "Events that notify has not answered.", service_status.outbox_open)
        yield _gauge("outbox_parked", "Events that notify could not handle.", service_status.outbox_parked)
        yield _gauge(
            "outbox_oldest_seconds",
            "Age of the oldest event without an answer.",
            service_status.outbox_oldest_seconds,
        )
        yield _gauge(
            "seats_confirmed", "Seats given in sessions that are ahead.", service_status.seats_confirmed
        )
        yield _gauge(
            "seats_waiting",
            "Places in waiting lists of sessions that are ahead.",
            service_status.seats_waiting,
        )
        checks = GaugeMetricFamily(
            f"{_PREFIX}_check",
            "What the nightly check counted; anything but 0 is broken.",
            labels=("check",),
        )
        for check, count in sorted(service_status.checks.items()):
            checks.add_metric((check,), count)
        yield checks


def _gauge(short: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{_PREFIX}_{short}", help_text, value=value)
