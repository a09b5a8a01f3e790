-- Somebody registers several colleagues: those without an address of their own share theirs, each a person of their own;
-- and whoever registered them sees for an hour what became of each.

alter table person add column shared_key text;

create unique index person_shared_key on person (organiser_id, shared_key, name) where shared_key is not null;

create table receipt (
  organiser_id uuid not null,
  id           uuid primary key,
  cohort_id    uuid not null,
  person_ids   uuid[] not null,
  lines        jsonb not null,
  made_at      timestamptz not null,
  constraint receipt_cohort_fkey foreign key (organiser_id, cohort_id) references cohort (organiser_id, id) on delete cascade
);

create index receipt_made_idx on receipt (made_at);
create index receipt_cohort_idx on receipt (organiser_id, cohort_id);
