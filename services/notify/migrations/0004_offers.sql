-- What the holder of a seat can have been told: that one is held for them until a certain time.
alter table calendar_entry drop constraint calendar_entry_status_check;
alter table calendar_entry add constraint calendar_entry_status_check
  check (status in ('confirmed', 'waiting', 'offered', 'withdrawn', 'cancelled'));
