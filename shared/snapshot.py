"""The base of every event: the present state of one thing, versioned (shared/events.py)."""

from uuid import UUID

import msgspec


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Present state of one thing. A higher (epoch, version) is newer; a restore raises the epoch."""

    organiser_id: UUID
    id: UUID
    epoch: int
    version: int
