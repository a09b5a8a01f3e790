"""Statements that a restore runs in its own transaction; the setting `kallelse.epoch` is the new epoch."""

from typing import Final

RAISE_EPOCH: Final = "update epoch set value = current_setting('kallelse.epoch')::int"

# A link that was used after the backup would open again.
END_STAFF_LINKS: Final = """
update staff set link_until = null, link_hash = null, version = version + 1 where link_until is not null
"""

# What waited when the copy was made may have been delivered since; staff can send it again.
HOLD_WEBHOOK_MESSAGES: Final = "update webhook_message set status = 'failed' where status = 'waiting'"

STATEMENTS: Final = (RAISE_EPOCH, END_STAFF_LINKS, HOLD_WEBHOOK_MESSAGES)
