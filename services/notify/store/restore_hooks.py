"""Statements that a restore runs on notify's tables: a later epoch, higher SEQUENCEs, unsent mails on hold.

The setting `kallelse.epoch` is the epoch that begins, `kallelse.epoch_before` the backup's. Mails that were sent after
the backup are not in it. Every SEQUENCE is therefore raised by 1000 for each epoch, above all that can have been sent.
`domain.seats.next_sequence` starts from the same number, so that a new plan leads to the same delivery keys.
"""

from typing import Final

from services.notify.store import units_due

# Mails that the backup has as unsent may have been sent since. Fixed bytes stay: sent twice, they are one message.
HOLD_UNSENT: Final = """
update delivery
   set status = 'held', claimed_by = null, revision = revision + 1,
       last_answer = case when status <> 'held' then last_answer end,
       key = case when message is null and kind in ('calendar', 'update') and payload ? 'sequence'
                  then regexp_replace(key, ':[0-9]+$', ':' || ((payload ->> 'sequence')::int + raised.by))
                  else key end,
       payload = case when message is null and payload ? 'sequence'
                      then jsonb_set(payload, '{sequence}', to_jsonb((payload ->> 'sequence')::int + raised.by))
                      else payload end
  from (select 1000 * (current_setting('kallelse.epoch')::int - current_setting('kallelse.epoch_before')::int) as by)
    as raised
 where status in ('planned', 'deferred', 'sending', 'held')
"""

RAISE_SEQUENCES: Final = """
update calendar_entry
   set sequence = sequence
       + 1000 * (current_setting('kallelse.epoch')::int - current_setting('kallelse.epoch_before')::int)
 where sequence is not null
"""

# The backup is consistent: these snapshots equal registration's data, apart from events in registration's outbox.
RAISE_SNAPSHOTS: Final = """
update snapshot
   set epoch = current_setting('kallelse.epoch')::int,
       body = jsonb_set(body, '{epoch}', to_jsonb(current_setting('kallelse.epoch')::int))
"""

RAISE_EPOCH: Final = "update epoch set value = current_setting('kallelse.epoch')::int, held_before = now()"

# Changes that are repeated after a restore had been made, and mailed, before the crash.
HOLD_WHAT_IS_REPEATED: Final = "update epoch set held_before = clock_timestamp()"

FORGET_WORKERS: Final = "delete from worker"

# The mails on hold are sent when an operator releases them: nobody rests any more for what happened before the backup.
FORGET_RESTS: Final = "delete from person_rest"

STATEMENTS: Final = (
    HOLD_UNSENT,
    units_due.HOLD,
    RAISE_SEQUENCES,
    RAISE_SNAPSHOTS,
    RAISE_EPOCH,
    FORGET_WORKERS,
    FORGET_RESTS,
)
