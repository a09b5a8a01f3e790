-- Answers from calendar programs: each to the entry of one seat.
alter table seat add column unsure_at timestamptz;
alter table seat add column answered_at timestamptz;
alter table seat add column entry_asked_at timestamptz;
alter table seat add column proposal_refused boolean not null default false;

comment on column seat.unsure_at is 'When its holder answered "maybe" in their calendar; null: they have not, or have answered otherwise since.';
comment on column seat.answered_at is 'When its holder last said yes to this date in their calendar or on their page; null: never.';
comment on column seat.entry_asked_at is 'When its calendar entry was last to be sent again; null: never.';
comment on column seat.proposal_refused is 'Whether the entry was to be sent again because the time that its holder had proposed was refused.';

create table calendar_answer (
  organiser_id       uuid not null references organiser,
  id                 uuid not null,
  seat_id            uuid not null,
  answer             text not null,
  standing           text not null,
  arrival            bigint not null,
  received_at        timestamptz not null,
  comment            text,
  by_address         text,
  by_name            text,
  proposed_starts_at timestamptz,
  proposed_ends_at   timestamptz,
  proposed_on        date,
  status             text not null default 'open',
  outcome            text,
  handled_at         timestamptz,
  constraint calendar_answer_pkey primary key (id),
  constraint calendar_answer_tenant_key unique (organiser_id, id),
  constraint calendar_answer_seat_fkey foreign key (organiser_id, seat_id) references seat (organiser_id, id) on delete cascade,
  constraint calendar_answer_answer_check
    check (answer in ('accepted', 'declined', 'tentative', 'counter', 'refresh', 'delegated')),
  constraint calendar_answer_standing_check
    check (standing in ('counts', 'other_address', 'other_sender', 'gone', 'series', 'stale')),
  constraint calendar_answer_status_check check (status in ('open', 'waits', 'done')),
  constraint calendar_answer_handled_check check ((status = 'done') = (handled_at is not null))
);
-- The table is new and empty, so its indexes need not be built beside writes.
-- squawk-ignore require-concurrent-index-creation
create index calendar_answer_open_idx on calendar_answer (arrival) where status = 'open';
-- squawk-ignore require-concurrent-index-creation
create index calendar_answer_waits_idx on calendar_answer (organiser_id, id) where status = 'waits';
-- squawk-ignore require-concurrent-index-creation
create index calendar_answer_seat_idx on calendar_answer (organiser_id, seat_id);

comment on table calendar_answer is 'An answer that came by mail from a calendar program, to the entry of one seat.';
comment on column calendar_answer.organiser_id is 'Whose it is.';
comment on column calendar_answer.id is 'That of the mail, as notify has it.';
comment on column calendar_answer.seat_id is 'The seat whose entry was answered.';
comment on column calendar_answer.answer is 'accepted, declined, tentative, counter (another time is proposed), refresh (the entry is asked for) or delegated (somebody else comes).';
comment on column calendar_answer.standing is 'counts; or why it changes nothing by itself: other_address, other_sender, gone, series, stale.';
comment on column calendar_answer.arrival is 'Number of the mail in the order of arrival.';
comment on column calendar_answer.received_at is 'When the mail came.';
comment on column calendar_answer.comment is 'What was written beside the answer.';
comment on column calendar_answer.by_address is 'Who answered, where that is not the holder of the seat; of a delegation who is to come.';
comment on column calendar_answer.by_name is 'The name with that address.';
comment on column calendar_answer.proposed_starts_at is 'The start that is proposed.';
comment on column calendar_answer.proposed_ends_at is 'The end that is proposed.';
comment on column calendar_answer.proposed_on is 'The day that is proposed, where no hour is.';
comment on column calendar_answer.status is 'open: not acted on yet. waits: for a person. done.';
comment on column calendar_answer.outcome is 'What came of it, in one word; null while it is open.';
comment on column calendar_answer.handled_at is 'When it was done.';
