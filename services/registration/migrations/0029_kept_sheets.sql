-- A list of people that staff have sent and not stored yet: its preview is shown from here, and storing reads it again.
create table kept_sheet (
  organiser_id uuid not null references organiser,
  id           uuid not null,
  staff_id     uuid not null,
  file_name    text,
  data         bytea not null,
  kept_at      timestamptz not null,
  constraint kept_sheet_pkey primary key (organiser_id, id),
  constraint kept_sheet_staff_fkey foreign key (organiser_id, staff_id) references staff (organiser_id, id) on delete cascade,
  constraint kept_sheet_size_check check (octet_length(data) <= 10000000)
);
-- The table is new and empty, so its indexes need not be built beside writes.
-- squawk-ignore require-concurrent-index-creation
create index kept_sheet_staff_idx on kept_sheet (organiser_id, staff_id);
-- squawk-ignore require-concurrent-index-creation
create index kept_sheet_kept_idx on kept_sheet (kept_at);

comment on table kept_sheet is 'A list of people that was sent and is looked over before it is stored; deleted then, or after two hours.';
comment on column kept_sheet.organiser_id is 'Whose it is.';
comment on column kept_sheet.id is 'The id in the address of the preview.';
comment on column kept_sheet.staff_id is 'Who sent it. Nobody else sees it.';
comment on column kept_sheet.file_name is 'What the file is called; null for pasted lines.';
comment on column kept_sheet.data is 'The file as it was sent.';
comment on column kept_sheet.kept_at is 'When it was sent.';
