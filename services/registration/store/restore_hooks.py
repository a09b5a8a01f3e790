"""Statements that a restore runs in its own transaction; the setting `kallelse.epoch` is the new epoch."""

from typing import Final

RAISE_EPOCH: Final = "update epoch set value = current_setting('kallelse.epoch')::int"

STATEMENTS: Final = (RAISE_EPOCH,)
