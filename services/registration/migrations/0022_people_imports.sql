-- Lists of people from sheets: what each import made and changed, so that it can be undone; and which column was which.
alter table person add column phone text;

create table people_import (
  organiser_id uuid not null references organiser,
  id           uuid not null,
  at           timestamptz not null,
  actor_kind   text not null,
  actor_id     uuid,
  file_name    text,
  sheet        text,
  mapping      jsonb not null,
  counts       jsonb not null,
  undone_at    timestamptz,
  undone       jsonb,
  constraint people_import_pkey primary key (organiser_id, id),
  constraint people_import_undone_check check ((undone_at is null) = (undone is null))
);
-- The table is new and empty, so its indexes need not be built beside writes.
-- squawk-ignore require-concurrent-index-creation
create index people_import_at_idx on people_import using brin (at);

create table people_import_person (
  organiser_id uuid not null,
  import_id    uuid not null,
  person_id    uuid not null,
  before       jsonb,
  after        jsonb not null,
  constraint people_import_person_pkey primary key (organiser_id, import_id, person_id),
  constraint people_import_person_import_fkey foreign key (organiser_id, import_id)
    references people_import (organiser_id, id) on delete cascade,
  constraint people_import_person_person_fkey foreign key (organiser_id, person_id)
    references person (organiser_id, id) on delete cascade
);
-- squawk-ignore require-concurrent-index-creation
create index people_import_person_person_idx on people_import_person (organiser_id, person_id);

create table people_import_organisation (
  organiser_id    uuid not null,
  import_id       uuid not null,
  organisation_id uuid not null,
  constraint people_import_organisation_pkey primary key (organiser_id, import_id, organisation_id),
  constraint people_import_organisation_import_fkey foreign key (organiser_id, import_id)
    references people_import (organiser_id, id) on delete cascade,
  constraint people_import_organisation_fkey foreign key (organiser_id, organisation_id)
    references organisation (organiser_id, id) on delete cascade
);
-- squawk-ignore require-concurrent-index-creation
create index people_import_organisation_idx on people_import_organisation (organiser_id, organisation_id);

create table column_mapping (
  organiser_id uuid not null references organiser,
  signature    text not null,
  mapping      jsonb not null,
  used_at      timestamptz not null,
  constraint column_mapping_pkey primary key (organiser_id, signature)
);

comment on column person.phone is 'Telephone, as it was written.';
comment on table people_import is 'A list of people that was read from a sheet and stored.';
comment on column people_import.organiser_id is 'Whose it is.';
comment on column people_import.id is 'Made by the service; sorts by the time at which it was made (UUIDv7).';
comment on column people_import.at is 'When it was stored.';
comment on column people_import.actor_kind is 'Who stored it, as in `audit`.';
comment on column people_import.actor_id is 'The token or the staff member.';
comment on column people_import.file_name is 'What the file was called, if that was said.';
comment on column people_import.sheet is 'The sheet of a workbook.';
comment on column people_import.mapping is 'Field by field the heading of its column.';
comment on column people_import.counts is 'How many were new, changed, unchanged, wrong and doubtful, and how many organisations were made.';
comment on column people_import.undone_at is 'When it was undone.';
comment on column people_import.undone is 'What became of the undoing, in numbers.';
comment on table people_import_person is 'One person whom an import added or changed; kept for as long as it can be undone.';
comment on column people_import_person.organiser_id is 'Whose it is.';
comment on column people_import_person.import_id is 'The import.';
comment on column people_import_person.person_id is 'The person.';
comment on column people_import_person.before is 'The person and their positions before; null for one who was added.';
comment on column people_import_person.after is 'The same after.';
comment on table people_import_organisation is 'One organisation that an import added, because people of it were.';
comment on column people_import_organisation.organiser_id is 'Whose it is.';
comment on column people_import_organisation.import_id is 'The import.';
comment on column people_import_organisation.organisation_id is 'The organisation.';
comment on table column_mapping is 'Which column was which field, for the next sheet with the same headings.';
comment on column column_mapping.organiser_id is 'Whose it is.';
comment on column column_mapping.signature is 'A checksum of the headings in their order.';
comment on column column_mapping.mapping is 'Field by field the heading of its column.';
comment on column column_mapping.used_at is 'When it was used last.';
