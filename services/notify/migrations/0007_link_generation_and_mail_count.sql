-- Which generation of the personal join link a calendar entry holds: a replaced link is mailed as an update of the entry.
alter table calendar_entry add column link_generation int not null default 1;

comment on column calendar_entry.link_generation is 'Generation of the join link that was told; an entry with an earlier one gets an update.';

-- How many mails were made for one recipient, and by one worker for one organiser, within an hour.
create table mail_count (
  who     bytea not null,
  hour_at timestamptz not null,
  source  uuid not null,
  times   int not null,
  constraint mail_count_pkey primary key (who, hour_at, source)
);
-- The table is new and empty, so its index need not be built beside writes.
-- squawk-ignore require-concurrent-index-creation
create index mail_count_hour_idx on mail_count using btree (hour_at);

comment on table mail_count is 'Mails made within an hour, for the limits of one recipient and one organiser.';
comment on column mail_count.who is 'A keyed hash of the hour with the recipient''s address or the organiser: it identifies nobody, and matches nothing in the next hour.';
comment on column mail_count.hour_at is 'The hour in which they were made.';
comment on column mail_count.source is 'The worker, for an organiser: so that workers do not wait for each other. Zero for a recipient.';
comment on column mail_count.times is 'How many.';
