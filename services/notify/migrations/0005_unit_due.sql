-- Units that a change bears on and that are still to be planned anew, where one change bears on thousands: they are
-- planned some hundreds a transaction. Until then nothing unsent of theirs is fixed in bytes.
create table unit_due (
  organiser_id   uuid not null,
  unit_id        uuid not null,
  is_held        boolean not null default false,
  correlation_id text,
  since          timestamptz not null default clock_timestamp(),
  primary key (organiser_id, unit_id)
);

-- Of the ledger by kind, and how the whole stands, without a walk through all of it.
create index delivery_kind_idx on delivery (organiser_id, kind, id);
create index delivery_ended_idx on delivery (status) where status in ('sent', 'cancelled');

-- Nothing is looked up by it: a bounce names its mail by the address that it goes to. Without it no index holds what is
-- written when bytes are fixed, and with room beside it the row is written once and its indexes not at all.
drop index delivery_message_id_idx;
alter table delivery set (fillfactor = 60);
