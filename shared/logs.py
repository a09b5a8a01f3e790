"""JSON lines with a correlation id that follows a request into its mails. Events have names; people are ids."""

import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from shared import ids

correlation: ContextVar[str | None] = ContextVar("correlation", default=None)

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_ADDRESS: Final = re.compile(r"[^\s<>\"'=,;:/]+@[^\s<>\"'=,;:/]+")
_SHORTEST_LINK: Final = len("/i/") + 19
_TOKEN: Final = re.compile(r"/([irjk])/[A-Za-z0-9_-]{20,}")


def new_correlation() -> str:
    """Begin something that can be followed: sets and returns a fresh correlation id."""
    value = ids.new().hex
    correlation.set(value)
    return value


def redact(text: str) -> str:
    """Take e-mail addresses and personal links out of a text."""
    if "@" in text:
        text = _ADDRESS.sub("…@…", text)
    return _TOKEN.sub(r"/\1/…", text) if "/" in text and len(text) > _SHORTEST_LINK else text


class JsonLines(logging.Formatter):
    """One JSON object a line; the last net under what should not have been logged."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {  # Any: whatever the caller has to say, as JSON
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self.service,
            "event": redact(record.getMessage()),
        }
        if found := correlation.get():
            entry["correlation_id"] = found
        for key, value in vars(record).items():
            if key not in _STANDARD:
                entry[key] = redact(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            entry["error"] = type(error).__qualname__
            # The text of an exception may quote what somebody typed: only where it happened is told.
            entry["where"] = [
                f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)[-8:]
            ]
        return msgspec.json.encode(entry, enc_hook=str).decode()


def configure(service: str, level: str = "INFO") -> None:
    """Send every log line to standard error as JSON. arq logs arguments at INFO: it may only warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("arq", "uvicorn", "aiosmtplib", "httpx", "httpcore", "litestar"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True
    _do_not_look_for_what_is_not_told()


def _do_not_look_for_what_is_not_told() -> None:
    """Thread, process, task and caller of each line: half of what a line costs (Python's logging HOWTO, Optimization)."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging.logAsyncioTasks = False  # type: ignore[attr-defined]  # since Python 3.12
    logging._srcfile = None  # noqa: SLF001 - so says the HOWTO
