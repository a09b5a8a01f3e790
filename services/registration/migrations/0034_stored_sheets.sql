-- A list of people that was stored keeps its row without its content, so that another press, or one after the service ended in the
-- middle, leads to the same import and stores nothing twice.
alter table kept_sheet add column import_id uuid;

-- The table is small: what staff have sent within two hours.
-- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
alter table kept_sheet add constraint kept_sheet_import_fkey
  foreign key (organiser_id, import_id) references people_import (organiser_id, id) on delete cascade;
-- squawk-ignore require-concurrent-index-creation
create index kept_sheet_import_idx on kept_sheet (organiser_id, import_id);

comment on table kept_sheet is 'A list of people that was sent and is looked over before it is stored; its content is deleted then, the row after two hours.';
comment on column kept_sheet.import_id is 'The import by which it was stored; null before.';
