"""Stores mails in SQLite, which is fast and survives a restart."""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from infra.mailbox import reading
from infra.mailbox.reading import Address
from shared import ids

# Number of newest mails that are kept, so that a load test does not fill the disk.
CAPACITY: Final = 20_000
_TRIMMED_EVERY: Final = 500

_SCHEMA: Final = """
create table if not exists message (
  number integer primary key autoincrement,
  id text not null unique,
  created text not null,
  sender text not null,
  recipients text not null,
  subject text not null,
  searched text not null,
  raw blob not null
)
"""
_COLUMNS: Final = "id, created, sender, recipients, subject"
_MATCHING: Final = "where ?1 = '' or instr(searched, ?1) > 0"


class MessageSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One mail in a list; field names are Mailpit's."""

    id: str = msgspec.field(name="ID")
    sender: Address = msgspec.field(name="From")
    to: list[Address] = msgspec.field(name="To")
    subject: str = msgspec.field(name="Subject")
    created: datetime = msgspec.field(name="Created")


class Messages:
    """All stored mails."""

    def __init__(self, file: Path, *, capacity: int = CAPACITY) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.capacity = capacity
        self.database = sqlite3.connect(file, isolation_level=None)
        # A mail survives the end of this process; after a power cut the last ones may be lost.
        self.database.execute("pragma journal_mode = wal")
        self.database.execute("pragma synchronous = off")
        self.database.execute(_SCHEMA)

    def add(self, raw: bytes, *, sender: str, recipients: list[str], now: datetime) -> str:
        """Store a mail and return its id; the envelope replaces missing headers."""
        head = reading.headers(raw)
        from_whom = reading.addresses(head.get("from", "")) or [Address("", sender)]
        to_whom = reading.addresses(head.get("to", "")) or [
            Address("", recipient) for recipient in recipients
        ]
        subject = reading.decoded(head.get("subject", ""))
        new_id = str(ids.new())
        cursor = self.database.execute(
            "insert into message (id, created, sender, recipients, subject, searched, raw) values (?, ?, ?, ?, ?, ?, ?)",
            (
                new_id,
                now.isoformat(),
                msgspec.json.encode(from_whom[0]).decode(),
                msgspec.json.encode(to_whom).decode(),
                subject,
                # Case-folded here, because SQLite folds only ASCII.
                " ".join([subject, *(f"{address.name} {address.address}" for address in to_whom)]).casefold(),
                raw,
            ),
        )
        if (cursor.lastrowid or 0) % min(_TRIMMED_EVERY, self.capacity) == 0:
            self._trim()
        return new_id

    def count(self, matching: str = "") -> int:
        """Count the mails whose recipients or subject contain the text."""
        (found,) = self.database.execute(
            f"select count(*) from message {_MATCHING}", (matching.casefold(),)
        ).fetchone()
        return int(found)

    def list_newest(self, *, start: int = 0, limit: int = 50, matching: str = "") -> list[MessageSummary]:
        """List mails, newest first."""
        rows = self.database.execute(
            f"select {_COLUMNS} from message {_MATCHING} order by number desc limit ?2 offset ?3",
            (matching.casefold(), limit, start),
        )
        return [_summary(row) for row in rows]

    def find(self, message_id: str) -> MessageSummary | None:
        """Return one mail; None if there is none."""
        row = self.database.execute(f"select {_COLUMNS} from message where id = ?", (message_id,)).fetchone()
        return _summary(row) if row else None

    def raw(self, message_id: str) -> bytes | None:
        """Return the bytes as received; None if there is no such mail."""
        row = self.database.execute("select raw from message where id = ?", (message_id,)).fetchone()
        return bytes(row[0]) if row else None

    def delete_all(self) -> None:
        """Delete all mails."""
        self.database.execute("delete from message")

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def _trim(self) -> None:
        self.database.execute(
            "delete from message where number <= (select max(number) from message) - ?", (self.capacity,)
        )


def _summary(row: tuple[str, str, str, str, str]) -> MessageSummary:
    message_id, created, sender, recipients, subject = row
    return MessageSummary(
        id=message_id,
        sender=msgspec.json.decode(sender, type=Address),
        to=msgspec.json.decode(recipients, type=list[Address]),
        subject=subject,
        created=datetime.fromisoformat(created),
    )
