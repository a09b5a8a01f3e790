"""Metrics in Prometheus format: what this process has sent, and notify's state in the database. No personal data."""

from collections.abc import Iterator, Mapping
from typing import Final, get_args

from prometheus_client import CollectorRegistry, Histogram, exposition
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.notify.domain.delivery import RelayTrouble
from services.notify.store.ledger import LedgerStatus

TEXT: Final = exposition.CONTENT_TYPE_PLAIN_0_0_4

_PREFIX: Final = "kallelse_notify"
# Seconds. A relay nearby takes a mail in some milliseconds; thirty seconds is the timeout of one command.
_BUCKETS: Final = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
# Seconds. A mail that answers an act leaves within a second, a large mailing within minutes, a mail that is tried again within hours.
_DELAYS: Final = (0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0, 86400.0)


class SendMetrics:
    """Measures how long the mail server takes for a mail, by outcome. One for each process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        duration = Histogram(
            f"{_PREFIX}_send_duration_seconds",
            "Time to hand one mail to the mail server, in seconds, connecting included.",
            ("outcome",),
            registry=self._registry,
            buckets=_BUCKETS,
        )
        self._delay = Histogram(
            f"{_PREFIX}_delivery_delay_seconds",
            "Time from when a mail was due, or first tried, until the mail server had it, in seconds.",
            ("kind",),
            registry=self._registry,
            buckets=_DELAYS,
        )
        # Every outcome of services/notify/smtp.py, so that each series exists from the start.
        self._duration = {
            outcome: duration.labels(outcome)
            for outcome in ("sent", "refused", "passing", "away", "interrupted")
        }

    def add(self, outcome: str, seconds: float) -> None:
        """Count one attempt with this outcome and its duration."""
        self._duration[outcome].observe(seconds)

    def add_delay(self, kind: str, seconds: float) -> None:
        """Note how long after its time a mail of this kind was handed over."""
        self._delay.labels(kind).observe(max(seconds, 0.0))

    def text(
        self,
        ledger_status: LedgerStatus | None,
        deliveries: Mapping[str, int],
        inbound: Mapping[tuple[str, str], int],
    ) -> bytes:
        """Return all metrics in text format; if the database is unavailable (None), only those of this process.

        `deliveries` is the number of mails in the ledger by status, `inbound` that of mails that came in, by class and status.
        """
        database = _LedgerGauges(ledger_status, deliveries, inbound)
        return exposition.generate_latest(self._registry) + exposition.generate_latest(database)


class _LedgerGauges(Collector):
    """The metrics from the database, read just before the scrape is answered."""

    def __init__(
        self,
        ledger_status: LedgerStatus | None,
        deliveries: Mapping[str, int],
        inbound: Mapping[tuple[str, str], int],
    ) -> None:
        self._ledger_status = ledger_status
        self._deliveries = deliveries
        self._inbound = inbound

    def collect(self) -> Iterator[Metric]:
        ledger_status = self._ledger_status
        yield _gauge("up", "Whether the database answers.", 0 if ledger_status is None else 1)
        if ledger_status is None:
            return
        yield _gauge("outbox_open", "Events that registration has not answered.", ledger_status.outbox_open)
        yield _gauge(
            "outbox_parked", "Events that registration could not handle.", ledger_status.outbox_parked
        )
        yield _gauge(
            "outbox_oldest_seconds",
            "Age of the oldest event without an answer.",
            ledger_status.outbox_oldest_seconds,
        )
        yield _gauge(
            "domains_resting", "Receiving domains left alone for now.", ledger_status.domains_resting
        )
        yield _gauge("workers", "Workers that are alive.", ledger_status.workers)
        yield _gauge(
            "oldest_due_seconds", "How long the oldest mail has been due.", ledger_status.oldest_due_seconds
        )
        yield _gauge(
            "mails_held_back",
            "Mails that wait because a recipient or an organiser got too many within an hour.",
            ledger_status.held_back,
        )
        yield _gauge(
            "mails_paused", "Mails that are due and wait until sending is resumed.", ledger_status.paused
        )
        relay = GaugeMetricFamily(
            f"{_PREFIX}_relay_trouble",
            "Whether the mail server takes no mail, by reason.",
            labels=("trouble",),
        )
        for trouble in get_args(RelayTrouble):
            relay.add_metric((trouble,), 1 if trouble == ledger_status.relay_trouble else 0)
        yield relay
        by_status = GaugeMetricFamily(f"{_PREFIX}_deliveries", "Mails in the ledger.", labels=("status",))
        for status, count in sorted(self._deliveries.items()):
            by_status.add_metric((status,), count)
        yield by_status
        inbound = GaugeMetricFamily(
            f"{_PREFIX}_inbound_messages", "Mail that came in.", labels=("class", "status")
        )
        for labels, count in sorted(self._inbound.items()):
            inbound.add_metric(labels, count)
        yield inbound


def _gauge(short: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{_PREFIX}_{short}", help_text, value=value)
