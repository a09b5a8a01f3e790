"""Parses metrics with the Prometheus library."""

from prometheus_client.parser import text_string_to_metric_families


def values(text: str, name: str) -> dict[tuple[tuple[str, str], ...], float]:
    """Return each value of one series name, by its sorted labels."""
    return {
        tuple(sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name
    }


def value(text: str, name: str, **labels: str) -> float | None:
    """Return one value; None if there is no such series."""
    return values(text, name).get(tuple(sorted(labels.items())))
