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
-- The table is new and empty, so its indexes need not be built beside writes.
-- squawk-ignore require-concurrent-index-creation
create index audit_subject_idx on audit (organiser_id, subject_id);
-- For deletion at the end of the retention time: rows lie in the order of their times, and this costs an insert nothing.
-- squawk-ignore require-concurrent-index-creation
create index audit_at_idx on audit using brin (at);

comment on table audit is 'What was changed through the API, by staff and on the command line: who, when, what.';
comment on column audit.organiser_id is 'Whose it is.';
comment on column audit.id is 'Made by the service; sorts by the time at which it was made (UUIDv7).';
comment on column audit.at is 'The moment by which the action judged everything.';
comment on column audit.actor_kind is 'token: a program with an API token. staff: somebody who has signed in. command: the command line.';
comment on column audit.actor_id is 'The token or the staff member; null for the command line.';
comment on column audit.actor_role is 'The role that the token or the staff member had.';
comment on column audit.action is 'What was done, by its name in domain/permissions.py; commands have names of their own.';
comment on column audit.subject_kind is 'What it was done to.';
comment on column audit.subject_id is 'Which; it may have been removed since.';
comment on column audit.before is 'The fields that changed, as they were; null once the person that they are about is erased.';
comment on column audit.after is 'The same fields, as they became; null likewise.';
comment on column audit.correlation_id is 'The request, as in the log and on the events that it led to.';
