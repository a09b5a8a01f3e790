"""What this process has answered, and how it stands in the database, as Prometheus reads it. Nothing about people."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from services.registration.store.health.service_status import ServiceStatus

TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"


class ResponseCounts:
    """Counts what was answered, by route pattern and status: never by address."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.seconds: Counter[tuple[str, str]] = Counter()

    def add(self, method: str, pattern: str, status: int, seconds: float) -> None:
        self.requests[method, pattern, status] += 1
        self.seconds[method, pattern] += seconds  # type: ignore[assignment]  # a Counter adds fractions as well

    def lines(self) -> Iterable[str]:
        name = "kallelse_registration_requests_total"
        yield from _head(name, "counter", "Requests answered.")
        for (method, pattern, status), count in sorted(self.requests.items()):
            yield _line(name, count, method=method, route=pattern, status=str(status))
        name = "kallelse_registration_request_seconds_total"
        yield from _head(name, "counter", "Time spent answering.")
        for (method, pattern), seconds in sorted(self.seconds.items()):
            yield _line(name, round(seconds, 6), method=method, route=pattern)


def text(answered: ResponseCounts, standing: ServiceStatus | None) -> str:
    """Write it all; without the database only what this process knows."""
    lines = [*answered.lines()]
    lines += [*_gauge("up", "Whether the database answers.", 0 if standing is None else 1)]
    if standing is not None:
        lines += [
            *_gauge("outbox_open", "Events that notify has not answered.", standing.outbox_open),
            *_gauge("outbox_parked", "Events that notify could not handle.", standing.outbox_parked),
            *_gauge(
                "outbox_oldest_seconds",
                "Age of the oldest event without an answer.",
                standing.outbox_oldest_seconds,
            ),
            *_gauge("seats_confirmed", "Seats given in sessions that are ahead.", standing.seats_confirmed),
            *_gauge(
                "seats_waiting", "Places in waiting lists of sessions that are ahead.", standing.seats_waiting
            ),
            *_checks(standing.checks),
        ]
    return "\n".join(lines) + "\n"


def _checks(checks: Mapping[str, int]) -> Iterable[str]:
    name = "kallelse_registration_check"
    yield from _head(
        name, "gauge", "What the nightly check counted; anything but 0 is broken, parked events apart."
    )
    for check, count in sorted(checks.items()):
        yield _line(name, count, check=check)


def _gauge(short: str, says: str, value: float) -> Iterable[str]:
    name = f"kallelse_registration_{short}"
    yield from _head(name, "gauge", says)
    yield _line(name, value)


def _head(name: str, kind: str, says: str) -> Iterable[str]:
    yield f"# HELP {name} {says}"
    yield f"# TYPE {name} {kind}"


def _line(name: str, value: float, **labels: str) -> str:
    inside = ",".join(f'{key}="{_escaped(texts)}"' for key, texts in labels.items())
    return f"{name}{{{inside}}} {value}" if inside else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
