-- Registration: who calls whom to what. Every table has organiser_id and every foreign key carries it, so that no
-- row can point across tenants (design rule 9). Sort and search keys are made in Python (shared/swedish.py).

create table organiser (
  id         uuid primary key,
  slug       text not null constraint organiser_slug_key unique
             constraint organiser_slug_check check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 60),
  name       text not null,
  short_name text,
  accent     text,
  created_at timestamptz not null default now(),
  version    int not null default 1
);

create table staff (
  organiser_id  uuid not null references organiser,
  id            uuid primary key,
  email         text not null,
  email_key     text not null,
  role          text not null constraint staff_role_check check (role in ('admin', 'coordinator', 'viewer')),
  password_hash text,
  link_hash     bytea,
  link_until    timestamptz,
  created_at    timestamptz not null default now(),
  constraint staff_email_key unique (organiser_id, email_key)
);

create table api_token (
  organiser_id uuid not null references organiser,
  id           uuid primary key,
  name         text not null,
  role         text not null constraint api_token_role_check check (role in ('admin', 'coordinator', 'viewer')),
  token_hash   bytea not null constraint api_token_hash_key unique,
  created_at   timestamptz not null default now(),
  revoked_at   timestamptz
);

create table idempotency (
  token_id     uuid not null references api_token,
  key          text not null,
  request_hash bytea not null,
  status       int,
  response     bytea,
  created_at   timestamptz not null default now(),
  primary key (token_id, key)
);
create index idempotency_created_idx on idempotency (created_at);

create table organisation (
  organiser_id      uuid not null references organiser,
  id                uuid primary key,
  source_id         text,
  name              text not null,
  name_sort         text not null,
  name_search       text not null,
  type              text,
  parent_id         uuid,
  municipality_code text,
  county_code       text,
  extra             jsonb not null default '{}',
  version           int not null default 1,
  constraint organisation_tenant_key unique (organiser_id, id),
  constraint organisation_source_key unique (organiser_id, source_id),
  constraint organisation_parent_fkey foreign key (organiser_id, parent_id) references organisation (organiser_id, id)
);
create index organisation_parent_idx on organisation (organiser_id, parent_id);
create index organisation_name_idx on organisation (organiser_id, name_sort, id);

create table person (
  organiser_id       uuid not null references organiser,
  id                 uuid primary key,
  source_id          text,
  name               text not null,
  name_sort          text not null,
  name_search        text not null,
  email              text,
  email_key          text,
  language           text not null default 'sv' constraint person_language_check check (language in ('sv', 'en')),
  protected_identity boolean not null default false,
  extra              jsonb not null default '{}',
  created_at         timestamptz not null default now(),
  version            int not null default 1,
  constraint person_tenant_key unique (organiser_id, id),
  constraint person_email_key unique (organiser_id, email_key),
  constraint person_source_key unique (organiser_id, source_id)
);
create index person_name_idx on person (organiser_id, name_sort, id);

create table position (
  organiser_id    uuid not null references organiser,
  id              uuid primary key,
  person_id       uuid not null,
  organisation_id uuid not null,
  role            text,
  group_name      text,
  from_on         date,
  until_on        date,
  constraint position_person_fkey foreign key (organiser_id, person_id) references person (organiser_id, id) on delete cascade,
  constraint position_organisation_fkey foreign key (organiser_id, organisation_id) references organisation (organiser_id, id)
);
create index position_person_idx on position (organiser_id, person_id);
create index position_organisation_idx on position (organiser_id, organisation_id);
create index position_role_idx on position (organiser_id, role);

create table contact (
  organiser_id    uuid not null references organiser,
  id              uuid primary key,
  source_id       text,
  label           text not null,
  title           text,
  organisation_id uuid,
  email           text,
  phone           text,
  version         int not null default 1,
  constraint contact_tenant_key unique (organiser_id, id),
  constraint contact_source_key unique (organiser_id, source_id),
  constraint contact_organisation_fkey foreign key (organiser_id, organisation_id) references organisation (organiser_id, id)
);

-- A rule, not a list; empty arrays and nulls restrict nothing (scenarios: within one key any value, all keys hold).
create table audience (
  organiser_id             uuid not null references organiser,
  id                       uuid primary key,
  source_id                text,
  name                     text not null,
  roles                    text[] not null default '{}',
  or_equivalent            boolean,
  county_codes             text[] not null default '{}',
  municipality_codes       text[] not null default '{}',
  organisation_types       text[] not null default '{}',
  organisation_ids         uuid[] not null default '{}',
  include_suborganisations boolean,
  groups                   text[] not null default '{}',
  everyone                 boolean,
  extra                    jsonb not null default '{}',
  version                  int not null default 1,
  constraint audience_tenant_key unique (organiser_id, id)
);
create index audience_name_idx on audience (organiser_id, id);

create table programme (
  organiser_id    uuid not null references organiser,
  id              uuid primary key,
  source_id       text,
  title           text not null,
  subtitle        text,
  kind            text,
  summary         text,
  registration    text not null default 'invitation_only'
                  constraint programme_registration_check
                  check (registration in ('invitation_only', 'appointed_by_commissioner', 'summons', 'agreed_plan', 'open')),
  contact_id      uuid,
  commissioner_id uuid,
  starts_on       date,
  ends_on         date,
  reservation     text,
  -- What a scenario file says of the programme that no rule reads: kept for the export, word for word.
  extra           jsonb not null default '{}',
  -- How the file said what the rows say too (domain/scenario_memory.py): read by the export and nothing else.
  file            jsonb,
  created_at      timestamptz not null default now(),
  version         int not null default 1,
  constraint programme_tenant_key unique (organiser_id, id),
  constraint programme_source_key unique (organiser_id, source_id),
  constraint programme_contact_fkey foreign key (organiser_id, contact_id) references contact (organiser_id, id),
  constraint programme_commissioner_fkey foreign key (organiser_id, commissioner_id) references organisation (organiser_id, id)
);

create table cohort (
  organiser_id     uuid not null references organiser,
  id               uuid primary key,
  source_id        text,
  programme_id     uuid not null,
  name             text not null,
  slug             text not null,
  number           int,
  starts_on        date,
  ends_on          date,
  capacity         int constraint cohort_capacity_check check (capacity >= 0),
  capacity_at      timestamptz not null default clock_timestamp(),
  waiting_list     boolean not null default true,
  status           text not null default 'draft' constraint cohort_status_check check (status in ('draft', 'open', 'closed', 'cancelled')),
  calendar         text constraint cohort_calendar_check check (calendar in ('invitations', 'subscription', 'none')),
  forwarding       text not null default 'personal' constraint cohort_forwarding_check check (forwarding in ('personal', 'organisation', 'open')),
  confirmations    boolean not null default true,
  reminders        jsonb not null default '[]',
  extra            jsonb not null default '{}',
  created_at       timestamptz not null default now(),
  version          int not null default 1,
  constraint cohort_tenant_key unique (organiser_id, id),
  constraint cohort_slug_key unique (organiser_id, slug),
  constraint cohort_programme_fkey foreign key (organiser_id, programme_id) references programme (organiser_id, id)
);
create index cohort_programme_idx on cohort (organiser_id, programme_id, id);

create table session (
  organiser_id uuid not null references organiser,
  id           uuid primary key,
  source_id    text,
  cohort_id    uuid not null,
  number       int,
  form         text,
  title        text not null,
  term         text,
  on_date      date,
  starts_at    timestamptz,
  ends_at      timestamptz,
  mode         text constraint session_mode_check check (mode in ('on_site', 'digital', 'hybrid')),
  place        text,
  join_url     text,
  capacity     int constraint session_capacity_check check (capacity >= 0),
  capacity_at  timestamptz not null default clock_timestamp(),
  status       text not null default 'scheduled'
               constraint session_status_check check (status in ('announced', 'tentative', 'scheduled', 'cancelled')),
  parent_id    uuid,
  choice_group text,
  choices      int,
  agenda       text[],
  note         text,
  organisation_id uuid,  -- who arranges it, where that is not the tenant
  host_id      uuid,
  booked_by_id uuid,
  replaces_id  uuid,
  -- What notify compares with what it has told (shared/events.py, Session).
  edition       int not null default 1,
  timed_at      timestamptz not null default now(),
  change_reason text,
  cancel_reason text,
  cancelled_at  timestamptz,
  extra        jsonb not null default '{}',
  created_at   timestamptz not null default now(),
  version      int not null default 1,
  constraint session_tenant_key unique (organiser_id, id),
  constraint session_time_check check ((starts_at is null or on_date is not null) and (ends_at is null or starts_at is not null) and (ends_at is null or ends_at > starts_at)),
  constraint session_cohort_fkey foreign key (organiser_id, cohort_id) references cohort (organiser_id, id),
  constraint session_parent_fkey foreign key (organiser_id, parent_id) references session (organiser_id, id),
  constraint session_replaces_fkey foreign key (organiser_id, replaces_id) references session (organiser_id, id),
  constraint session_organisation_fkey foreign key (organiser_id, organisation_id) references organisation (organiser_id, id),
  constraint session_host_fkey foreign key (organiser_id, host_id) references organisation (organiser_id, id),
  constraint session_booked_by_fkey foreign key (organiser_id, booked_by_id) references organisation (organiser_id, id)
);
create index session_cohort_idx on session (organiser_id, cohort_id, id);

-- A capacity lowered below what is taken is no fault; a seat given beyond it after that is (the check compares).
create function note_capacity() returns trigger language plpgsql as $$
begin
  new.capacity_at := clock_timestamp();
  return new;
end $$;
create trigger cohort_capacity before update of capacity on cohort
  for each row when (old.capacity is distinct from new.capacity) execute function note_capacity();
create trigger session_capacity before update of capacity on session
  for each row when (old.capacity is distinct from new.capacity) execute function note_capacity();

-- Locked and counted for each seat given or freed; apart from `session`, so that the hot row is small.
-- `next_position` only rises: the order of the waiting list is the order in which this lock was got.
create table seat_count (
  organiser_id  uuid not null,
  session_id    uuid primary key,
  taken         int not null default 0 constraint seat_count_taken_check check (taken >= 0),
  next_position bigint not null default 1,
  constraint seat_count_session_fkey foreign key (organiser_id, session_id) references session (organiser_id, id) on delete cascade
) with (fillfactor = 50);

create table invitation_rule (
  organiser_id        uuid not null references organiser,
  id                  uuid primary key,
  source_id           text,
  cohort_id           uuid not null,
  audience_id         uuid not null,
  session_ids         uuid[],  -- null: all sessions of the cohort, also those added later
  kind                text not null constraint invitation_rule_kind_check check (kind in ('inbjudan', 'kallelse', 'utses')),
  invited_by_id       uuid,
  opens_on            date,
  respond_by          date,
  substitutes_allowed boolean,
  waiting_list        boolean,
  invited_at          timestamptz,  -- when it first went, by hand or by itself
  extra               jsonb not null default '{}',
  version             int not null default 1,
  constraint invitation_rule_tenant_key unique (organiser_id, id),
  constraint invitation_rule_cohort_fkey foreign key (organiser_id, cohort_id) references cohort (organiser_id, id),
  constraint invitation_rule_audience_fkey foreign key (organiser_id, audience_id) references audience (organiser_id, id),
  constraint invitation_rule_invited_by_fkey foreign key (organiser_id, invited_by_id) references organisation (organiser_id, id)
);
create index invitation_rule_cohort_idx on invitation_rule (organiser_id, cohort_id, id);
create index invitation_rule_audience_idx on invitation_rule (organiser_id, audience_id);

create table invitation (
  organiser_id       uuid not null references organiser,
  id                 uuid primary key,
  invitation_rule_id uuid not null,
  cohort_id          uuid not null,
  person_id          uuid not null,
  session_ids        uuid[] not null,
  status             text not null default 'queued' constraint invitation_status_check
                     check (status in ('queued', 'sent', 'bounced', 'accepted', 'declined', 'substituted', 'expired')),
  invited_at         timestamptz not null,
  answered_at        timestamptz,
  message            text,   -- what the person wrote, for the coordinator
  role               text,
  organisation       text,
  generation         int not null default 1,
  version            int not null default 1,
  constraint invitation_tenant_key unique (organiser_id, id),
  constraint invitation_once_key unique (organiser_id, invitation_rule_id, person_id),
  constraint invitation_rule_fkey foreign key (organiser_id, invitation_rule_id) references invitation_rule (organiser_id, id),
  constraint invitation_cohort_fkey foreign key (organiser_id, cohort_id) references cohort (organiser_id, id),
  constraint invitation_person_fkey foreign key (organiser_id, person_id) references person (organiser_id, id)
);
create index invitation_cohort_idx on invitation (organiser_id, cohort_id, id);
create index invitation_person_idx on invitation (organiser_id, person_id);
create index invitation_open_idx on invitation (id) where status in ('queued', 'sent');

create table registration (
  organiser_id  uuid not null references organiser,
  id            uuid primary key,
  cohort_id     uuid not null,
  person_id     uuid not null,
  invitation_id uuid,
  status        text not null constraint registration_status_check check (status in ('registered', 'waiting', 'withdrawn')),
  origin        text not null constraint registration_origin_check check (origin in ('answer', 'kallelse', 'form', 'substitute')),
  calendar      text not null default 'invitations' constraint registration_calendar_check check (calendar in ('invitations', 'subscription', 'none')),
  role          text,
  organisation  text,
  answers       jsonb not null default '{}',
  registered_at timestamptz not null,
  generation    int not null default 1,
  version       int not null default 1,
  constraint registration_tenant_key unique (organiser_id, id),
  constraint registration_cohort_fkey foreign key (organiser_id, cohort_id) references cohort (organiser_id, id),
  constraint registration_person_fkey foreign key (organiser_id, person_id) references person (organiser_id, id),
  constraint registration_invitation_fkey foreign key (organiser_id, invitation_id) references invitation (organiser_id, id)
);
create unique index registration_once_key on registration (organiser_id, cohort_id, person_id) where status <> 'withdrawn';
create index registration_cohort_idx on registration (organiser_id, cohort_id, id);
create index registration_person_idx on registration (organiser_id, person_id);
create index registration_invitation_idx on registration (organiser_id, invitation_id);

-- A withdrawn seat never comes back: taking the date again makes a new seat, with a calendar entry of its own.
create table seat (
  organiser_id    uuid not null references organiser,
  id              uuid primary key,
  registration_id uuid not null,
  session_id      uuid not null,
  status          text not null constraint seat_status_check check (status in ('confirmed', 'waiting', 'withdrawn')),
  position        bigint,  -- order in the waiting list; smaller is earlier
  since           timestamptz not null,
  handed_from_id  uuid,  -- whose place this was: handed over as it stood, not given anew
  generation      int not null default 1,
  attendance      text constraint seat_attendance_check check (attendance in ('present', 'absent', 'excused')),
  attended_at     timestamptz,
  constraint seat_tenant_key unique (organiser_id, id),
  constraint seat_position_check check (status <> 'waiting' or position is not null),
  constraint seat_registration_fkey foreign key (organiser_id, registration_id) references registration (organiser_id, id),
  constraint seat_session_fkey foreign key (organiser_id, session_id) references session (organiser_id, id)
);
create unique index seat_once_key on seat (registration_id, session_id) where status <> 'withdrawn';
create index seat_session_idx on seat (organiser_id, session_id, id);
create index seat_registration_idx on seat (registration_id);
create unique index seat_waiting_key on seat (session_id, position) where status = 'waiting';

-- Whoever came by another's link and said so; no seat of their own.
create table guest (
  organiser_id uuid not null references organiser,
  id           uuid primary key,
  seat_id      uuid not null,
  name         text not null,
  came_at      timestamptz not null,
  constraint guest_seat_fkey foreign key (organiser_id, seat_id) references seat (organiser_id, id)
);
create index guest_seat_idx on guest (organiser_id, seat_id);

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

-- What the nightly check counted last, for every replica to show as metrics.
create table checked (
  name       text primary key,
  count      bigint not null,
  is_kept    boolean not null,
  checked_at timestamptz not null default clock_timestamp()
);

-- Periodic work is claimed here, once for all replicas.
create table chore (
  name    text primary key,
  done_at timestamptz not null
);

grant usage on schema registration to kallelse_registration;
grant select, insert, update, delete on all tables in schema registration to kallelse_registration;
alter default privileges in schema registration grant select, insert, update, delete on tables to kallelse_registration;
