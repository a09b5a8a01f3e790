"""English: what a coordinator should look at."""

from collections.abc import Mapping
from typing import Final

WARNINGS: Final[Mapping[str, str]] = {
    "holiday": "A public holiday, {name}: {sessions}.",
    "eve": "The day before a public holiday, {name}: {sessions}.",
    "break": "Schools are closed, {name}: {sessions}.",
    "weekend": "A Saturday or Sunday: {sessions}.",
    "outside_term": "Outside the terms: {sessions}.",
    "link_missing": "The meeting link of the last round was left out. Add a new one: {sessions}.",
    "replaced": "Not copied, since they were cancelled and replaced: {sessions}.",
}
