"""What a restore does to notify, in its own transaction: a later epoch, higher sequences, nothing sent unasked.

`kallelse.epoch` is the epoch that begins, `kallelse.epoch_before` the backup's. Between the two lies what went out after
the backup was made, which nobody knows of any more. What each seat was or will be told under a SEQUENCE is raised by a
thousand for each epoch, so that it lies above all that: `domain.seats.next_sequence` begins at the same number, and a
plan that is made again wants the same keys.
"""

from typing import Final

from services.notify.store import units_due

# What had not gone may have gone since. Bytes that are fixed stay as they are: sent again, it is the same message.
HOLD_UNSENT: Final = """
update delivery
   set status = 'held', claimed_by = null, revision = revision + 1,
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

# What is known is what registration has: both are of one moment. What is newer lies in registration's outbox.
RAISE_SNAPSHOTS: Final = """
update snapshot
   set epoch = current_setting('kallelse.epoch')::int,
       body = jsonb_set(body, '{epoch}', to_jsonb(current_setting('kallelse.epoch')::int))
"""

RAISE_EPOCH: Final = "update epoch set value = current_setting('kallelse.epoch')::int, held_before = now()"

# What is done again after a restore had been done, and told, before the crash.
HOLD_WHAT_IS_REPEATED: Final = "update epoch set held_before = clock_timestamp()"

FORGET_WORKERS: Final = "delete from worker"

STATEMENTS: Final = (
    HOLD_UNSENT,
    units_due.HOLD,
    RAISE_SEQUENCES,
    RAISE_SNAPSHOTS,
    RAISE_EPOCH,
    FORGET_WORKERS,
)
