"""What a restore does to registration, in its own transaction: `kallelse.epoch` is the epoch that begins."""

from typing import Final

RAISE_EPOCH: Final = "update epoch set value = current_setting('kallelse.epoch')::int"

STATEMENTS: Final = (RAISE_EPOCH,)
