"""Writes what tests have counted to a file in `build/`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def report(file: str, name: str, figures: Mapping[str, Any]) -> None:
    """Add figures under a name, beside those that the file has. Each file is written by the tests of one module."""
    path = Path("build") / file
    known = json.loads(path.read_text()) if path.exists() else {}
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        json.dumps(known | {name: dict(figures)}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    )
