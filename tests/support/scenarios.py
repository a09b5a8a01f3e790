"""The five scenario files, and a small document for tests to change."""

import copy
import tomllib
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from services.registration.domain.scenario.toml_writer import write

FOLDER = Path(__file__).parent.parent.parent / "infra" / "scenarios"
NAMES = ("orebro-2021", "malmo-cesam", "karlstad-sbs", "helsingborg-2019", "malmo-stad")


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.toml"


def document_of(name: str) -> dict[str, Any]:
    """Return a new document of the file, as `tomllib` reads it."""
    return copy.deepcopy(_read(name))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(path_of(name).read_text(encoding="utf-8"))


def a_document(**tables: Any) -> dict[str, Any]:
    """Return a small valid document; given tables replace its own."""
    return {
        "schema": "scenario/1",
        "programme": {"id": "prov", "title": "Prov", "organiser": "ruc"},
        "organisation": [
            {"id": "ruc", "name": "RUC"},
            {"id": "nora", "name": "Nora kommun", "type": "kommun", "municipality_code": "1884"},
        ],
        "contact": [{"id": "kontakt", "label": "Kontakt"}],
        "cohort": [{"id": "hosten", "name": "Hösten", "status": "open"}],
        "session": [a_session()],
        "audience": [{"id": "alla", "name": "Alla", "roles": ["rektor"]}],
        "invitation": [{"id": "inbjudan", "kind": "inbjudan", "audience": "alla", "sessions": ["*"]}],
        "directory": {"recipients": [a_recipient()]},
        **tables,
    }


def a_session(**keys: Any) -> dict[str, Any]:
    """A session of the small document."""
    return {
        "id": "traff-1",
        "cohort": "hosten",
        "title": "Träff 1",
        "date": date(2026, 9, 7),
        "start": time(9),
        "end": time(12),
        **keys,
    }


def a_recipient(**keys: Any) -> dict[str, Any]:
    """A recipient of the small document."""
    return {
        "id": "rektor-1",
        "label": "Rektor 1",
        "role": "rektor",
        "organisation": "nora",
        "email": "rektor1@nora.example",
        **keys,
    }


def save(folder: Path, document: dict[str, Any], name: str = "prov.toml") -> Path:
    """Write a document to a file."""
    path = folder / name
    path.write_text(write(document), encoding="utf-8")
    return path


def key_order(value: Any) -> Any:
    """Convert a document to lists of pairs, so that `==` compares the order of keys too."""
    if isinstance(value, dict):
        return [(key, key_order(item)) for key, item in value.items()]
    return [key_order(item) for item in value] if isinstance(value, list) else value


def days_of(document: dict[str, Any]) -> Iterator[date]:
    """The dates of the document's sessions."""
    return (row["date"] for row in document["session"] if "date" in row)
