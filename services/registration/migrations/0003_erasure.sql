-- Who has asked to be forgotten: ids and times only, kept for good, so that a restored backup can be told again.
create table erasure (
  organiser_id uuid not null references organiser,
  person_id    uuid primary key,
  asked_at     timestamptz not null,
  scrubbed_at  timestamptz,  -- when nothing was left of them, here and in notify
  constraint erasure_person_fkey foreign key (organiser_id, person_id) references person (organiser_id, id)
);
create index erasure_person_idx on erasure (organiser_id, person_id);
create index erasure_open_idx on erasure (asked_at) where scrubbed_at is null;
