"""Logs JSON lines with a correlation id that follows a request into its mails. Events have names, people only ids."""

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from shared import ids

correlation: ContextVar[str | None] = ContextVar("correlation", default=None)
# Who acts in this request, by kind and ids: on every log line from when it is known.
acting: ContextVar[Mapping[str, str] | None] = ContextVar("acting", default=None)

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_ADDRESS: Final = re.compile(r"[^\s<>\"'=,;:/]+@[^\s<>\"'=,;:/]+")
_SHORTEST_LINK: Final = len("/i/") + 19
_TOKEN: Final = re.compile(r"/([irjkd])/[A-Za-z0-9_-]{20,}")


def new_correlation() -> str:
    """Set and return a new correlation id for the current context."""
    value = ids.new().hex
    correlation.set(value)
    return value


def redact(text: str) -> str:
    """Replace e-mail addresses and personal links in a text by ellipses."""
    if "@" in text:
        text = _ADDRESS.sub("…@…", text)
    return _TOKEN.sub(r"/\1/…", text) if "/" in text and len(text) > _SHORTEST_LINK else text


class JsonLines(logging.Formatter):
    """One JSON object a line; redacts texts in case something personal reaches the log."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {  # Any: the caller's extra fields
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self.service,
            "event": redact(record.getMessage()),
        }
        if found := correlation.get():
            entry["correlation_id"] = found
        entry.update(acting.get() or {})
        for key, value in vars(record).items():
            if key not in _STANDARD:
                entry[key] = redact(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            entry["error"] = type(error).__qualname__
            # An exception's text may quote what somebody typed, so only the place is logged.
            entry["where"] = [
                f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)[-8:]
            ]
        return msgspec.json.encode(entry, enc_hook=str).decode()


def configure(service: str, level: str = "INFO") -> None:
    """Send every log line to standard error as JSON. arq logs arguments at INFO, so it is limited to warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("arq", "uvicorn", "aiosmtplib", "httpx", "httpcore", "litestar"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True
    _skip_unused_record_fields()


def _skip_unused_record_fields() -> None:
    """Do not collect thread, process, task and caller, half of a line's cost (Python's logging HOWTO, Optimization)."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.logAsyncioTasks = False  # type: ignore[attr-defined]  # since Python 3.12
    logging._srcfile = None  # noqa: SLF001 - so says the HOWTO
