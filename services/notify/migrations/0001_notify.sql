-- Notify: who hears of it, when and how. It decides nothing about seats and reads no table of registration.

-- The newest snapshot of each thing (shared/events.py), as it was told. `replayed_at` is set while the newest
-- came by a resync and its original has not come: nothing older than it is mailed (design rule 5).
create table snapshot (
  organiser_id uuid not null,
  kind         text not null,
  id           uuid not null,
  cohort_id    uuid,
  person_id    uuid,
  epoch        int not null,
  version      int not null,
  replayed_at  timestamptz,
  body         jsonb not null,
  primary key (kind, id)
);
create index snapshot_cohort_idx on snapshot (organiser_id, cohort_id, kind, id);
create index snapshot_person_idx on snapshot (organiser_id, person_id, kind) where person_id is not null;

-- What the holder of each seat has been told, and where its calendar entry stands. One UID per seat (made from its
-- id), one SEQUENCE that only rises, one organiser address for as long as the entry lives.
create table calendar_entry (
  organiser_id    uuid not null,
  seat_id         uuid primary key,
  registration_id uuid not null,
  session_id      uuid not null,
  status          text not null constraint calendar_entry_status_check check (status in ('confirmed', 'waiting', 'withdrawn', 'cancelled')),
  edition         int not null,
  details         jsonb not null,   -- day, times, place, title as last told
  sequence        int,              -- of the last calendar message; null: none was made
  is_placed       boolean not null default false,
  address         text,             -- ORGANIZER and From, m+<token>@domain
  partstat        text not null default 'NEEDS-ACTION',
  is_adopted      boolean not null default false,
  told_at         timestamptz not null
);
create index calendar_entry_registration_idx on calendar_entry (organiser_id, registration_id);
create index calendar_entry_session_idx on calendar_entry (organiser_id, session_id);

-- The ledger: one message to one recipient. A delivery is a row before it is a mail (design rule 6).
create table delivery (
  organiser_id   uuid not null,
  id             uuid primary key,
  key            text not null,
  kind           text not null,
  status         text not null default 'planned' constraint delivery_status_check
                 check (status in ('planned', 'held', 'sending', 'sent', 'deferred', 'failed', 'bounced', 'cancelled')),
  unit_id        uuid not null,      -- the registration or invitation that it follows from
  cohort_id      uuid,
  person_id      uuid,
  seat_id        uuid,
  session_id     uuid,
  domain         text not null default '',
  due_at         timestamptz not null,
  expires_at     timestamptz,        -- pointless after this
  payload        jsonb not null default '{}',
  correlation_id text,
  to_address     text,
  subject        text,
  message_id     text,
  message        bytea,              -- fixed at the first claim
  revision       int not null default 0, -- rises when an unsent one is changed: bytes made from an older are not kept
  attempts       int not null default 0,
  first_try_at   timestamptz,
  claimed_by     uuid,
  sent_at        timestamptz,
  last_answer    text,
  made_at        timestamptz not null,
  constraint delivery_key_key unique (organiser_id, key)
);
create index delivery_due_idx on delivery (due_at, id) where status in ('planned', 'deferred');
create index delivery_claimed_idx on delivery (claimed_by) where status = 'sending';
create index delivery_unit_idx on delivery (organiser_id, unit_id);
create index delivery_session_idx on delivery (organiser_id, session_id, id) where session_id is not null;
create index delivery_cohort_idx on delivery (organiser_id, cohort_id, id);
create index delivery_list_idx on delivery (organiser_id, id);
create index delivery_person_idx on delivery (organiser_id, person_id, id) where person_id is not null;
-- What a coordinator looks for is few among many that went well.
create index delivery_trouble_idx on delivery (organiser_id, status, id) where status in ('held', 'deferred', 'failed', 'bounced');
create index delivery_message_id_idx on delivery (message_id) where message_id is not null;

-- A claim is a lease tied to its worker's heartbeat: every 2 s, lost when 8 s silent.
create table worker (
  id      uuid primary key,
  beat_at timestamptz not null
);

-- A receiving domain that answered 4xx or not at all rests alone.
create table domain_rest (
  domain   text primary key,
  until    timestamptz not null,
  failures int not null default 1
);

-- The channel (design rules 3 and 4). An event is committed with the change that it tells of.
create table outbox (
  id             uuid primary key,
  seq            bigint not null generated always as identity,
  organiser_id   uuid not null,
  kind           text not null,
  payload        bytea,
  correlation_id text,
  replayed_at    timestamptz,
  made_at        timestamptz not null default clock_timestamp(),
  status         text not null default 'open' constraint outbox_status_check check (status in ('open', 'done', 'parked')),
  offers         int not null default 0,
  offer_at       timestamptz not null default clock_timestamp(),
  answered_at    timestamptz,
  reason         text,
  constraint outbox_payload_check check (payload is not null or status = 'done')
);
create index outbox_open_idx on outbox (offer_at, seq) where status = 'open';
create index outbox_parked_idx on outbox (seq) where status = 'parked';
create index outbox_answered_idx on outbox (answered_at) where status = 'done' and payload is not null;

-- Ids of events acted on, in the transaction that acted. No payload is kept.
create table inbox (
  event_id uuid primary key,
  kind     text not null,
  taken_at timestamptz not null default now()
);
create index inbox_taken_idx on inbox (taken_at);

-- Rises with each restore; newer snapshots have a higher (epoch, version).
create table epoch (
  only_one boolean primary key default true constraint epoch_only_one_check check (only_one),
  value    int not null default 1
);
insert into epoch default values;

-- Periodic work is claimed here, once for all replicas.
create table chore (
  name    text primary key,
  done_at timestamptz not null
);

grant usage on schema notify to kallelse_notify;
grant select, insert, update, delete on all tables in schema notify to kallelse_notify;
alter default privileges in schema notify grant select, insert, update, delete on tables to kallelse_notify;
