-- Webhooks: other programs of an organiser are told over https that something has changed.
create table webhook (
  organiser_id        uuid not null references organiser,
  id                  uuid not null,
  name                text not null,
  url                 text not null,
  kinds               text[] not null,
  status              text not null default 'on',
  generation          int not null default 1,
  key_number          int not null,
  previous_key_number int,
  previous_until      timestamptz,
  failing_since       timestamptz,
  created_at          timestamptz not null,
  version             int not null default 1,
  constraint webhook_pkey primary key (id),
  constraint webhook_tenant_key unique (organiser_id, id),
  constraint webhook_name_key unique (organiser_id, name),
  constraint webhook_kinds_check check (cardinality(kinds) > 0),
  constraint webhook_status_check check (status in ('on', 'paused', 'off'))
);

create table webhook_message (
  organiser_id uuid not null,
  id           uuid not null,
  webhook_id   uuid not null,
  kind         text not null,
  subject_id   uuid not null,
  happened_at  timestamptz not null default clock_timestamp(),
  status       text not null default 'waiting',
  attempts     int not null default 0,
  failures     int not null default 0,
  due_at       timestamptz not null default clock_timestamp(),
  constraint webhook_message_pkey primary key (id),
  constraint webhook_message_tenant_key unique (organiser_id, id),
  constraint webhook_message_webhook_fkey foreign key (organiser_id, webhook_id) references webhook (organiser_id, id) on delete cascade,
  constraint webhook_message_status_check check (status in ('waiting', 'delivered', 'failed'))
);
-- The tables are new and empty, so their indexes need not be built beside writes.
-- squawk-ignore require-concurrent-index-creation
create index webhook_message_due_idx on webhook_message (webhook_id, due_at) where status = 'waiting';
-- squawk-ignore require-concurrent-index-creation
create index webhook_message_failed_idx on webhook_message (organiser_id, webhook_id, id) where status = 'failed';
-- squawk-ignore require-concurrent-index-creation
create index webhook_message_webhook_idx on webhook_message (organiser_id, webhook_id, id);
-- squawk-ignore require-concurrent-index-creation
create index webhook_message_happened_idx on webhook_message (happened_at);

create table webhook_attempt (
  organiser_id uuid not null,
  message_id   uuid not null,
  number       int not null,
  at           timestamptz not null default clock_timestamp(),
  outcome      text not null,
  code         int,
  milliseconds int not null,
  constraint webhook_attempt_pkey primary key (message_id, number),
  constraint webhook_attempt_message_fkey foreign key (organiser_id, message_id) references webhook_message (organiser_id, id) on delete cascade
);
-- squawk-ignore require-concurrent-index-creation
create index webhook_attempt_message_idx on webhook_attempt (organiser_id, message_id);

comment on table webhook is 'An address of an organiser''s own program that is told of changes.';
comment on column webhook.organiser_id is 'Whose it is.';
comment on column webhook.id is 'Made by the service.';
comment on column webhook.name is 'Which program it is, as the organiser calls it.';
comment on column webhook.url is 'Where messages are posted.';
comment on column webhook.kinds is 'Which kinds of changes it is told of.';
comment on column webhook.status is 'on; paused: by staff, messages wait; off: by the service, since nothing got through for days.';
comment on column webhook.generation is 'Of its secret, which is derived and never stored; raised when it is rotated.';
comment on column webhook.key_number is 'Which of the link keys the secret is derived from.';
comment on column webhook.previous_key_number is 'The same of the secret before; null before the first rotation.';
comment on column webhook.previous_until is 'Until when messages are signed by the secret before too.';
comment on column webhook.failing_since is 'When the first attempt failed since one got through; null while all get through.';
comment on column webhook.created_at is 'When it was added.';
comment on column webhook.version is 'Rises with each change by staff.';
comment on table webhook_message is 'One change that one webhook is told of. What it says is read when it is sent; kept for 30 days.';
comment on column webhook_message.organiser_id is 'Whose it is.';
comment on column webhook_message.id is 'The same at each attempt: webhook-id.';
comment on column webhook_message.webhook_id is 'Where it goes.';
comment on column webhook_message.kind is 'What has changed.';
comment on column webhook_message.subject_id is 'The registration, the session or the cohort; of a test the webhook.';
comment on column webhook_message.happened_at is 'When it changed.';
comment on column webhook_message.status is 'waiting; delivered; failed: it was tried as often as it is.';
comment on column webhook_message.attempts is 'How often it was tried, the attempts included that a killed process did not finish.';
comment on column webhook_message.failures is 'How often it has failed since it was last told to be sent; says how long the next wait is.';
comment on column webhook_message.due_at is 'When it is tried next. A process that tries it moves this ahead, so that no other does meanwhile.';
comment on table webhook_attempt is 'One attempt to deliver a message. What was answered is not kept.';
comment on column webhook_attempt.organiser_id is 'Whose it is.';
comment on column webhook_attempt.message_id is 'The message.';
comment on column webhook_attempt.number is 'From 1.';
comment on column webhook_attempt.at is 'When it ended.';
comment on column webhook_attempt.outcome is 'delivered, or why not.';
comment on column webhook_attempt.code is 'The HTTP status; null where nothing was answered.';
comment on column webhook_attempt.milliseconds is 'How long it took.';
