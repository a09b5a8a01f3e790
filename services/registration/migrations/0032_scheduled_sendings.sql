-- Invitations, and reminders of those who have not answered, that go at a time which somebody has chosen.
create table scheduled_sending (
  organiser_id       uuid not null references organiser,
  id                 uuid primary key,
  cohort_id          uuid not null,
  invitation_rule_id uuid,
  status             text not null default 'waiting'
    constraint scheduled_sending_status_check check (status in ('waiting', 'sent', 'not_sent', 'taken_back')),
  send_at            timestamptz not null,
  foreseen           int not null,
  started_at         timestamptz,
  ended_at           timestamptz,
  reached            int,
  problem            text,
  version            int not null default 1,
  constraint scheduled_sending_tenant_key unique (organiser_id, id),
  constraint scheduled_sending_cohort_fkey
    foreign key (organiser_id, cohort_id) references cohort (organiser_id, id) on delete cascade,
  constraint scheduled_sending_invitation_rule_fkey
    foreign key (organiser_id, invitation_rule_id) references invitation_rule (organiser_id, id) on delete cascade,
  constraint scheduled_sending_ended_check check ((status = 'waiting') = (ended_at is null)),
  constraint scheduled_sending_problem_check check ((status = 'not_sent') = (problem is not null))
);
-- One at a time of each rule, and one reminder of a cohort.
-- squawk-ignore require-concurrent-index-creation
create unique index scheduled_sending_waiting_key on scheduled_sending (organiser_id, cohort_id, invitation_rule_id)
  nulls not distinct where status = 'waiting';
-- squawk-ignore require-concurrent-index-creation
create index scheduled_sending_cohort_idx on scheduled_sending (organiser_id, cohort_id, send_at);
-- squawk-ignore require-concurrent-index-creation
create index scheduled_sending_rule_idx on scheduled_sending (organiser_id, invitation_rule_id);
-- squawk-ignore require-concurrent-index-creation
create index scheduled_sending_due_idx on scheduled_sending (send_at) where status = 'waiting';

comment on table scheduled_sending is 'Invitations by a rule, or reminders of a cohort''s silent, that go at a chosen time. Whom they reach is found out then.';
comment on column scheduled_sending.organiser_id is 'Whose it is.';
comment on column scheduled_sending.id is 'Made by the service; sorts by the time at which it was made (UUIDv7).';
comment on column scheduled_sending.cohort_id is 'The cohort whose people it goes to.';
comment on column scheduled_sending.invitation_rule_id is 'The rule that invites; null: those who have not answered are reminded.';
comment on column scheduled_sending.status is '`not_sent`: it could not go, and `problem` says why.';
comment on column scheduled_sending.send_at is 'When it goes.';
comment on column scheduled_sending.foreseen is 'How many it would have reached when the time was chosen.';
comment on column scheduled_sending.started_at is 'When it began to go: from then on it can no longer be changed.';
comment on column scheduled_sending.ended_at is 'When it was sent, given up or taken back.';
comment on column scheduled_sending.reached is 'How many it reached; null also where a restart came in between and nobody counted.';
comment on column scheduled_sending.problem is 'Name of the error that kept it from going.';
comment on column scheduled_sending.version is 'Raised with each change.';
