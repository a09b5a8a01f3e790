-- What was changed through the API, by staff and on the command line. No foreign keys, as in the outbox: rows are
-- written where people register, and outlive what they are about.
create table audit (
  organiser_id   uuid not null,
  id             uuid not null,
  at             timestamptz not null,
  actor_kind     text not null constraint audit_actor_kind_check
                 check (actor_kind in ('token', 'staff', 'participant', 'visitor', 'command', 'system')),
  actor_id       uuid,
  actor_role     text,
  action         text not null,
  subject_kind   text not null,
  subject_id     uuid not null,
  before         jsonb,
  after          jsonb,
  correlation_id text,
  constraint audit_pkey primary key (organiser_id, id)
);
create index audit_subject_idx on audit (organiser_id, subject_id);
-- For deletion at the end of the retention time: rows lie in the order of their times, and this costs an insert nothing.
create index audit_at_idx on audit using brin (at);
