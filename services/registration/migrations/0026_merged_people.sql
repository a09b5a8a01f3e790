-- Two entries of one person become one: the other stays without address and positions, for its history.
create table merged_person (
  organiser_id uuid not null references organiser,
  person_id    uuid not null,
  into_id      uuid not null,
  email_key    text,
  merged_at    timestamptz not null,
  constraint merged_person_pkey primary key (organiser_id, person_id),
  constraint merged_person_person_fkey foreign key (organiser_id, person_id)
    references person (organiser_id, id) on delete cascade,
  constraint merged_person_into_fkey foreign key (organiser_id, into_id) references person (organiser_id, id),
  constraint merged_person_other_check check (person_id <> into_id)
);
-- The table is new and empty, so its indexes need not be built beside writes.
-- squawk-ignore require-concurrent-index-creation
create index merged_person_into_idx on merged_person (organiser_id, into_id);
-- squawk-ignore require-concurrent-index-creation
create index merged_person_email_idx on merged_person (organiser_id, email_key) where email_key is not null;

comment on table merged_person is 'An entry of the directory that was merged into another one of the same person.';
comment on column merged_person.organiser_id is 'Whose it is.';
comment on column merged_person.person_id is 'The entry that is no longer used.';
comment on column merged_person.into_id is 'The entry that the person has now.';
comment on column merged_person.email_key is 'The address that the entry had: a list with it is about the person.';
comment on column merged_person.merged_at is 'When they were merged.';
