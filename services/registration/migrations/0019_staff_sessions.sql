-- Staff sign in: a session is found by the hash of its cookie and ends by itself. Signed in with one password, a person has a
-- row for each of their organisers.
alter table staff add column name text;
alter table staff add column language text;
alter table staff add column generation int not null default 0;
alter table staff add column ended_at timestamptz;

comment on column staff.name is 'What colleagues call the person; null until they say it.';
comment on column staff.language is 'The language of the pages for staff; null: that of the browser.';
comment on column staff.generation is 'Generation of the mailed link for choosing a password; links of an earlier one are dead.';
comment on column staff.ended_at is 'When the person stopped being staff; the row stays for the audit log.';

-- The table is small.
-- squawk-ignore constraint-missing-not-valid, disallowed-unique-constraint
alter table staff add constraint staff_tenant_key unique (organiser_id, id);
-- squawk-ignore require-concurrent-index-creation
create index staff_address_idx on staff (email_key) where ended_at is null;

create table staff_session (
  organiser_id uuid not null,
  staff_id uuid not null,
  token_hash bytea not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  constraint staff_session_pkey primary key (token_hash, organiser_id, staff_id),
  constraint staff_session_staff_fkey foreign key (organiser_id, staff_id) references staff (organiser_id, id) on delete cascade
);
comment on table staff_session is 'A browser in which staff are signed in, found by the hash of its cookie.';
comment on column staff_session.organiser_id is 'Tenant.';
comment on column staff_session.staff_id is 'Who is signed in.';
comment on column staff_session.token_hash is 'SHA-256 of the cookie.';
comment on column staff_session.started_at is 'When they signed in; the session ends some time after it, whatever happens.';
comment on column staff_session.seen_at is 'When it was last used, to within some minutes.';

-- squawk-ignore require-concurrent-index-creation
create index staff_session_staff_idx on staff_session (organiser_id, staff_id);

-- Failed attempts to sign in, by a keyed hash of the address or the network and by the hour: it belongs to no tenant, since
-- nobody has been recognised yet.
create table sign_in_attempt (
  who bytea not null,
  hour_at timestamptz not null,
  times int not null default 1,
  constraint sign_in_attempt_pkey primary key (who, hour_at)
);
comment on table sign_in_attempt is 'Failed attempts to sign in, for a day.';
comment on column sign_in_attempt.who is 'Keyed hash of the address and the network, or of one of them.';
comment on column sign_in_attempt.hour_at is 'The hour.';
comment on column sign_in_attempt.times is 'How many there were.';

-- squawk-ignore require-concurrent-index-creation
create index sign_in_attempt_hour_idx on sign_in_attempt (hour_at);
