-- Mail that comes in: kept before it is acknowledged, and then read.
create table inbound_message (
  id             uuid not null,
  arrival        bigint not null generated always as identity,
  digest         bytea not null,
  received_at    timestamptz not null default clock_timestamp(),
  envelope_from  text not null,
  recipients     text[] not null,
  size           int not null,
  message        bytea,
  status         text not null default 'open',
  class          text,
  outcome        text,
  organiser_id   uuid,
  person_id      uuid,
  seat_id        uuid,
  handled_at     timestamptz,
  constraint inbound_message_pkey primary key (id),
  constraint inbound_message_digest_key unique (digest),
  constraint inbound_message_status_check check (status in ('open', 'done', 'set_aside')),
  constraint inbound_message_class_check check (class in ('calendar_reply', 'report', 'automatic', 'words', 'loop', 'unreadable')),
  constraint inbound_message_class_when_handled_check check (status = 'open' or class is not null),
  constraint inbound_message_message_check check (message is not null or status <> 'open')
);
-- The table is new and empty, so its indexes need not be built beside writes.
-- squawk-ignore require-concurrent-index-creation
create index inbound_message_open_idx on inbound_message (arrival) where status = 'open';
-- squawk-ignore require-concurrent-index-creation
create index inbound_message_received_idx on inbound_message (received_at) where message is not null;
-- squawk-ignore require-concurrent-index-creation
create index inbound_message_class_idx on inbound_message (class, status);
-- squawk-ignore require-concurrent-index-creation
create index inbound_message_person_idx on inbound_message (organiser_id, person_id) where person_id is not null;

comment on table inbound_message is 'A mail that came in. It is stored before the sending server is told that it was taken.';
comment on column inbound_message.id is 'Made by the service.';
comment on column inbound_message.arrival is 'Rises with each mail: of two answers that are equally old the later one counts.';
comment on column inbound_message.digest is 'SHA-256 of the recipients and the bytes: a mail that is sent again since its answer was lost is the same.';
comment on column inbound_message.received_at is 'When it was stored.';
comment on column inbound_message.envelope_from is 'Its envelope sender, empty of a report; empty too once the bytes are deleted.';
comment on column inbound_message.recipients is 'The addresses of ours that it came to.';
comment on column inbound_message.size is 'Bytes.';
comment on column inbound_message.message is 'The bytes as they came; deleted after a time, and when the person is erased.';
comment on column inbound_message.status is 'open: not read yet. done. set_aside: for somebody to look at, nothing has followed.';
comment on column inbound_message.class is 'What kind of mail it is; null until it has been read.';
comment on column inbound_message.outcome is 'What followed, or why nothing did, in one word.';
comment on column inbound_message.organiser_id is 'Whose seat or mail it is about; null: not known.';
comment on column inbound_message.person_id is 'The person whose seat or mail it is about; null: not known.';
comment on column inbound_message.seat_id is 'The seat to whose address it came; null: none.';
comment on column inbound_message.handled_at is 'When it was read.';

-- The answer that counted last, beside which an older or doubled one is known.
create table seat_answer (
  seat_id      uuid not null,
  organiser_id uuid not null,
  kind         text not null,
  sequence     int not null,
  dtstamp      timestamptz,
  arrival      bigint not null,
  constraint seat_answer_pkey primary key (seat_id),
  constraint seat_answer_kind_check check (kind in ('accepted', 'declined', 'tentative', 'counter', 'refresh', 'delegated'))
);
comment on table seat_answer is 'The answer from a calendar program that counted last for a seat.';
comment on column seat_answer.seat_id is 'The seat.';
comment on column seat_answer.organiser_id is 'Whose it is.';
comment on column seat_answer.kind is 'accepted, declined, tentative, counter (another time was proposed), refresh (the entry was asked for) or delegated.';
comment on column seat_answer.sequence is 'SEQUENCE of the entry that was answered.';
comment on column seat_answer.dtstamp is 'When the program made the answer, as it says; null: it did not say.';
comment on column seat_answer.arrival is 'Number of the mail in the order of arrival.';
