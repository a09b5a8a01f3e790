"""Statements that a restore runs in its own transaction; the setting `kallelse.epoch` is the new epoch."""

from typing import Final

RAISE_EPOCH: Final = "update epoch set value = current_setting('kallelse.epoch')::int"

# Whoever signed out, was let out or had a role taken away after the backup would be signed in again; anybody can sign in anew.
END_STAFF_SESSIONS: Final = "delete from staff_session"

# A link that was used after the backup would open again.
END_STAFF_LINKS: Final = """
update staff set link_until = null, link_hash = null, version = version + 1 where link_until is not null
"""

# So would one to what is stored about a person, which lasts a day.
END_DATA_LINKS: Final = """
update registration set data_asked_at = null, version = version + 1 where data_asked_at is not null
"""

# What waited when the copy was made may have been delivered since; staff can send it again.
HOLD_WEBHOOK_MESSAGES: Final = "update webhook_message set status = 'failed' where status = 'waiting'"


STATEMENTS: Final = (RAISE_EPOCH, END_STAFF_SESSIONS, END_STAFF_LINKS, END_DATA_LINKS, HOLD_WEBHOOK_MESSAGES)

# What people and programs use every day is not ended, also if some of it was after the backup: the operator is told of it.
COUNT_ACCESS: Final = """
select (select count(*) from api_token where revoked_at is null and (expires_at is null or expires_at > now())) as tokens,
       (select count(*) from staff where ended_at is null) as staff,
       (select count(*) from staff where ended_at is null and has_feed) as calendars,
       (select count(*) from webhook where status <> 'off') as webhooks
"""
