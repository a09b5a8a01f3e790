"""How notify stands, in the words of Prometheus. Nothing about people."""

from collections.abc import Iterator, Mapping
from typing import Final

from services.notify.store.ledger import Standing

TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
_PREFIX: Final = "kallelse_notify"


def text(standing: Standing | None, deliveries: Mapping[str, int]) -> str:
    """Write it all; without the database only that it is away."""
    lines = [*_gauge("up", "Whether the database answers.", 0 if standing is None else 1)]
    if standing is not None:
        lines += _gauge("outbox_open", "Events that registration has not answered.", standing.outbox_open)
        lines += _gauge("outbox_parked", "Events that registration could not handle.", standing.outbox_parked)
        lines += _gauge(
            "outbox_oldest_seconds",
            "Age of the oldest event without an answer.",
            standing.outbox_oldest_seconds,
        )
        lines += _gauge("domains_resting", "Receiving domains left alone for now.", standing.domains_resting)
        lines += _gauge("workers", "Workers that are alive.", standing.workers)
        lines += _gauge(
            "oldest_due_seconds", "How long the oldest mail has been due.", standing.oldest_due_seconds
        )
        name = f"{_PREFIX}_deliveries"
        lines += [f"# HELP {name} Mails in the ledger.", f"# TYPE {name} gauge"]
        lines += [f'{name}{{status="{status}"}} {count}' for status, count in sorted(deliveries.items())]
    return "\n".join(lines) + "\n"


def _gauge(short: str, says: str, value: float) -> Iterator[str]:
    name = f"{_PREFIX}_{short}"
    yield f"# HELP {name} {says}"
    yield f"# TYPE {name} gauge"
    yield f"{name} {value}"
