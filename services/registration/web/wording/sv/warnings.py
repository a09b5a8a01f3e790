"""Swedish: what a coordinator should look at."""

from collections.abc import Mapping
from typing import Final

WARNINGS: Final[Mapping[str, str]] = {
    "holiday": "Helgdag, {name}: {sessions}.",
    "eve": "Dag före helgdag, {name}: {sessions}.",
    "break": "Skollov, {name}: {sessions}.",
    "weekend": "Lördag eller söndag: {sessions}.",
    "outside_term": "Utanför terminerna: {sessions}.",
    "link_missing": "Möteslänken från förra omgången är inte med. Lägg in en ny: {sessions}.",
    "replaced": "Inte kopierade, för de ställdes in och fick en ersättare: {sessions}.",
}
