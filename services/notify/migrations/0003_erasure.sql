-- Whom registration has told us to forget: once nothing of theirs is unsent. Ids and times only.
create table erasure (
  organiser_id uuid not null,
  person_id    uuid primary key,
  asked_at     timestamptz not null,
  scrubbed_at  timestamptz
);
create index erasure_open_idx on erasure (asked_at) where scrubbed_at is null;
