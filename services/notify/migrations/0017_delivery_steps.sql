-- What became of a mail, step by step: each try with the server's answer, and what people or the program did with it after.
-- The row of `delivery` says only the last of them.
create table delivery_step (
  delivery_id  uuid not null,
  number       bigint generated always as identity,
  organiser_id uuid not null,
  kind         text not null,
  answer       text,
  until        timestamptz,
  at           timestamptz not null default clock_timestamp(),
  constraint delivery_step_pkey primary key (delivery_id, number),
  constraint delivery_step_kind_check check (kind in ('sent', 'deferred', 'failed', 'cancelled', 'bounced', 'held', 'again'))
);
-- The table is new and empty, so its index need not be built beside writes. Rows come in the order of time.
-- squawk-ignore require-concurrent-index-creation
create index delivery_step_at_idx on delivery_step using brin (at);

comment on table delivery_step is 'What became of each mail, a row for each try and each end; kept as long as the content of mails.';
comment on column delivery_step.delivery_id is 'The mail.';
comment on column delivery_step.number is 'Counts up, by which steps of one moment are in order.';
comment on column delivery_step.organiser_id is 'The organiser whose row it is.';
comment on column delivery_step.kind is 'sent: the mail server has it; deferred: it is tried again; failed; cancelled: it was no longer so; bounced: it came back; held: it waits for a person; again: it is sent once more.';
comment on column delivery_step.answer is 'What the server said, without addresses, or our own words; null: nothing, or the person is erased.';
comment on column delivery_step.until is 'When it is tried again; null: it is not, or when is not known.';
comment on column delivery_step.at is 'When.';
