-- A restored installation holds back what may have gone before the crash: all that follows from events made up to
-- here. Null: nothing is held back (never restored, or released since).
alter table epoch add column held_before timestamptz;
