-- The schema as the migrations leave it, for reading. Written anew by: make schema

CREATE SCHEMA registration;

CREATE FUNCTION registration.keep_named_cohort() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'registration', 'pg_temp'
    AS $$
begin
  if exists (select from audience a where a.organiser_id = old.organiser_id and old.id = any(a.excluded_cohort_ids)) then
    raise foreign_key_violation using message = 'an audience names the cohort', schema = tg_table_schema, table = tg_table_name,
      constraint = tg_name;
  end if;
  return null;
end $$;

CREATE FUNCTION registration.keep_named_organisation() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'registration', 'pg_temp'
    AS $$
begin
  if exists (select from audience a
              where a.organiser_id = old.organiser_id and old.id = any(a.organisation_ids || a.excluded_organisation_ids)) then
    raise foreign_key_violation using message = 'an audience names the organisation', schema = tg_table_schema, table = tg_table_name,
      constraint = tg_name;
  end if;
  return null;
end $$;

CREATE FUNCTION registration.keep_named_session() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'registration', 'pg_temp'
    AS $$
begin
  if exists (select from invitation_rule r where r.organiser_id = old.organiser_id and old.id = any(r.session_ids))
     or exists (select from invitation i
                 where i.organiser_id = old.organiser_id and i.cohort_id = old.cohort_id and old.id = any(i.session_ids)) then
    raise foreign_key_violation using message = 'a rule or an invitation names the session', schema = tg_table_schema,
      table = tg_table_name, constraint = tg_name;
  end if;
  return null;
end $$;

CREATE FUNCTION registration.leave_out_deleted_people() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'registration', 'pg_temp'
    AS $$
begin
  update audience a
     set excluded_person_ids = array(select named.id from unnest(a.excluded_person_ids) with ordinality as named (id, number)
                                      where named.id not in (select id from gone) order by named.number),
         version = a.version + 1
   where a.excluded_person_ids <> '{}'
     and a.organiser_id in (select organiser_id from gone) and a.excluded_person_ids && array(select id from gone);
  return null;
end $$;

CREATE FUNCTION registration.note_asks() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'registration', 'pg_temp'
    AS $$
declare
  changed record;
begin
  if tg_op = 'DELETE' then changed := old; else changed := new; end if;
  update cohort c
     set asks = exists (select from question q
                         where q.organiser_id = c.organiser_id and q.cohort_id = c.id and q.retired_at is null)
             or exists (select from (select text from consent k
                                      where k.organiser_id = c.organiser_id and k.cohort_id = c.id
                                      order by k.version desc limit 1) as now where now.text is not null)
   where c.organiser_id = changed.organiser_id and c.id = changed.cohort_id;
  return null;
end $$;

CREATE FUNCTION registration.note_capacity() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.capacity_at := clock_timestamp();
  return new;
end $$;

CREATE FUNCTION registration.note_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'registration', 'pg_temp'
    AS $$
begin
  new.changed_at := clock_timestamp();
  return new;
end $$;

CREATE FUNCTION registration.note_published() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if new.published_at is null and new.status in ('open', 'closed') then
    new.published_at := clock_timestamp();
  end if;
  return new;
end $$;

CREATE FUNCTION registration.require_own_exclusions() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'registration', 'pg_temp'
    AS $$
declare
  people uuid[] := new.excluded_person_ids;
  cohorts uuid[] := new.excluded_cohort_ids;
  organisations uuid[] := new.excluded_organisation_ids;
  missing text;
begin
  if tg_op = 'UPDATE' and new.organiser_id = old.organiser_id then
    people := array(select unnest(people) except select unnest(old.excluded_person_ids));
    cohorts := array(select unnest(cohorts) except select unnest(old.excluded_cohort_ids));
    organisations := array(select unnest(organisations) except select unnest(old.excluded_organisation_ids));
  end if;
  perform from cohort where organiser_id = new.organiser_id and id = any(cohorts) order by id for key share;
  perform from organisation where organiser_id = new.organiser_id and id = any(organisations) order by id for key share;
  perform from person where organiser_id = new.organiser_id and id = any(people) order by id for key share;
  missing := case
    when exists (select from unnest(people) as named (id)
                  where not exists (select from person p where p.organiser_id = new.organiser_id and p.id = named.id))
      then 'excluded_person_ids'
    when exists (select from unnest(cohorts) as named (id)
                  where not exists (select from cohort c where c.organiser_id = new.organiser_id and c.id = named.id))
      then 'excluded_cohort_ids'
    when exists (select from unnest(organisations) as named (id)
                  where not exists (select from organisation o where o.organiser_id = new.organiser_id and o.id = named.id))
      then 'excluded_organisation_ids'
  end;
  if missing is not null then
    raise foreign_key_violation using message = 'an exclusion names a person, cohort or organisation that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = missing, constraint = tg_name;
  end if;
  return null;
end $$;

CREATE FUNCTION registration.require_own_organisations() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'registration', 'pg_temp'
    AS $$
declare
  named uuid[] := new.organisation_ids;
begin
  if tg_op = 'UPDATE' and new.organiser_id = old.organiser_id then
    named := array(select unnest(named) except select unnest(old.organisation_ids));
  end if;
  perform from organisation where organiser_id = new.organiser_id and id = any(named) order by id for key share;
  if exists (select from unnest(named) as n (id)
              where not exists (select from organisation o where o.organiser_id = new.organiser_id and o.id = n.id)) then
    raise foreign_key_violation using message = 'organisation_ids names an organisation that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = 'organisation_ids', constraint = tg_name;
  end if;
  return null;
end $$;

CREATE FUNCTION registration.require_own_people() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'registration', 'pg_temp'
    AS $$
begin
  if exists (select from unnest(new.person_ids) as named (id)
              where not exists (select from person p where p.organiser_id = new.organiser_id and p.id = named.id)) then
    raise foreign_key_violation using message = 'person_ids names a person whom this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = 'person_ids', constraint = tg_name;
  end if;
  return null;
end $$;

CREATE FUNCTION registration.require_own_sessions() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'registration', 'pg_temp'
    AS $$
declare
  named uuid[] := new.session_ids;
begin
  if tg_op = 'UPDATE' and new.organiser_id = old.organiser_id then
    named := array(select unnest(named) except select unnest(old.session_ids));
  end if;
  perform from session where organiser_id = new.organiser_id and id = any(named) order by id for key share;
  if exists (select from unnest(named) as n (id)
              where not exists (select from session s where s.organiser_id = new.organiser_id and s.id = n.id)) then
    raise foreign_key_violation using message = 'session_ids names a session that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = 'session_ids', constraint = tg_name;
  end if;
  return null;
end $$;

CREATE FUNCTION registration.require_own_sessions_in_all() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'registration', 'pg_temp'
    AS $$
begin
  perform from session s
    where (s.organiser_id, s.id) in (select r.organiser_id, unnest(r.session_ids) from new_rows r)
    order by s.id for key share;
  if exists (select from (select distinct r.organiser_id, named.id from new_rows r cross join unnest(r.session_ids) as named (id)) n
              where not exists (select from session s where s.organiser_id = n.organiser_id and s.id = n.id)) then
    raise foreign_key_violation using message = 'session_ids names a session that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = 'session_ids', constraint = tg_name;
  end if;
  return null;
end $$;

CREATE TABLE registration.api_token (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_at timestamp with time zone,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT api_token_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'coordinator'::text, 'viewer'::text])))
);

CREATE TABLE registration.audience (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    source_id text,
    name text NOT NULL,
    roles text[] DEFAULT '{}'::text[] NOT NULL,
    or_equivalent boolean,
    county_codes text[] DEFAULT '{}'::text[] NOT NULL,
    municipality_codes text[] DEFAULT '{}'::text[] NOT NULL,
    organisation_types text[] DEFAULT '{}'::text[] NOT NULL,
    organisation_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    include_suborganisations boolean,
    groups text[] DEFAULT '{}'::text[] NOT NULL,
    everyone boolean,
    extra jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    excluded_person_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    excluded_cohort_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    excluded_organisation_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL
);

CREATE TABLE registration.audit (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    actor_role text,
    action text NOT NULL,
    subject_kind text NOT NULL,
    subject_id uuid NOT NULL,
    before jsonb,
    after jsonb,
    correlation_id text,
    CONSTRAINT audit_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['token'::text, 'staff'::text, 'participant'::text, 'visitor'::text, 'command'::text, 'system'::text])))
);

CREATE TABLE registration.calendar_answer (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    seat_id uuid NOT NULL,
    answer text NOT NULL,
    standing text NOT NULL,
    arrival bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    comment text,
    by_address text,
    by_name text,
    proposed_starts_at timestamp with time zone,
    proposed_ends_at timestamp with time zone,
    proposed_on date,
    status text DEFAULT 'open'::text NOT NULL,
    outcome text,
    handled_at timestamp with time zone,
    CONSTRAINT calendar_answer_answer_check CHECK ((answer = ANY (ARRAY['accepted'::text, 'declined'::text, 'tentative'::text, 'counter'::text, 'refresh'::text, 'delegated'::text]))),
    CONSTRAINT calendar_answer_handled_check CHECK (((status = 'done'::text) = (handled_at IS NOT NULL))),
    CONSTRAINT calendar_answer_standing_check CHECK ((standing = ANY (ARRAY['counts'::text, 'other_address'::text, 'other_sender'::text, 'gone'::text, 'series'::text, 'stale'::text]))),
    CONSTRAINT calendar_answer_status_check CHECK ((status = ANY (ARRAY['open'::text, 'waits'::text, 'done'::text])))
);

CREATE TABLE registration.checked (
    name text NOT NULL,
    count bigint NOT NULL,
    is_kept boolean NOT NULL,
    checked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE registration.chore (
    name text NOT NULL,
    done_at timestamp with time zone NOT NULL
);

CREATE TABLE registration.cohort (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    source_id text,
    programme_id uuid NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    number integer,
    starts_on date,
    ends_on date,
    capacity integer,
    capacity_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    waiting_list boolean DEFAULT true NOT NULL,
    status text DEFAULT 'draft'::text NOT NULL,
    calendar text,
    forwarding text DEFAULT 'personal'::text NOT NULL,
    confirmations boolean DEFAULT true NOT NULL,
    reminders jsonb DEFAULT '[]'::jsonb NOT NULL,
    extra jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    published_at timestamp with time zone,
    asks boolean DEFAULT false NOT NULL,
    waiting_order text DEFAULT 'time'::text NOT NULL,
    offer_hours integer DEFAULT 24 NOT NULL,
    drop_in boolean DEFAULT false NOT NULL,
    drop_in_from date,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    must_confirm boolean DEFAULT false NOT NULL,
    sending_paused_at timestamp with time zone,
    send_hours jsonb,
    CONSTRAINT cohort_calendar_check CHECK ((calendar = ANY (ARRAY['invitations'::text, 'subscription'::text, 'none'::text]))),
    CONSTRAINT cohort_capacity_check CHECK ((capacity >= 0)),
    CONSTRAINT cohort_forwarding_check CHECK ((forwarding = ANY (ARRAY['personal'::text, 'organisation'::text, 'open'::text]))),
    CONSTRAINT cohort_offer_hours_check CHECK (((offer_hours >= 1) AND (offer_hours <= 336))),
    CONSTRAINT cohort_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'open'::text, 'closed'::text, 'cancelled'::text]))),
    CONSTRAINT cohort_waiting_order_check CHECK ((waiting_order = ANY (ARRAY['time'::text, 'organisation_first'::text])))
);

CREATE TABLE registration.column_mapping (
    organiser_id uuid NOT NULL,
    signature text NOT NULL,
    mapping jsonb NOT NULL,
    used_at timestamp with time zone NOT NULL
);

CREATE TABLE registration.consent (
    organiser_id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    version integer NOT NULL,
    text text,
    text_en text,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT consent_version_check CHECK ((version > 0))
);

CREATE TABLE registration.contact (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    source_id text,
    label text NOT NULL,
    title text,
    organisation_id uuid,
    email text,
    phone text,
    version integer DEFAULT 1 NOT NULL
);

CREATE TABLE registration.enquiry (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    status text DEFAULT 'new'::text NOT NULL,
    subject text NOT NULL,
    audience text,
    people integer,
    wanted_when text,
    organisation text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    reference text,
    message text,
    language text NOT NULL,
    contact jsonb,
    note text,
    answer text,
    answered_at timestamp with time zone,
    asked_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    people_words text,
    person_id uuid,
    session_id uuid,
    is_letter boolean DEFAULT false NOT NULL,
    attachments text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT enquiry_language_check CHECK ((language = ANY (ARRAY['sv'::text, 'en'::text]))),
    CONSTRAINT enquiry_people_check CHECK ((people > 0)),
    CONSTRAINT enquiry_status_check CHECK ((status = ANY (ARRAY['new'::text, 'answered'::text])))
);

CREATE TABLE registration.epoch (
    only_one boolean DEFAULT true NOT NULL,
    value integer DEFAULT 1 NOT NULL,
    CONSTRAINT epoch_only_one_check CHECK (only_one)
);

CREATE TABLE registration.erasure (
    organiser_id uuid NOT NULL,
    person_id uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    scrubbed_at timestamp with time zone
);

CREATE TABLE registration.guest (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    seat_id uuid NOT NULL,
    name text NOT NULL,
    came_at timestamp with time zone NOT NULL
);

CREATE TABLE registration.idempotency (
    token_id uuid NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    status integer,
    response bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE registration.inbox (
    event_id uuid NOT NULL,
    kind text NOT NULL,
    taken_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE registration.interest (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    programme_id uuid,
    email text NOT NULL,
    email_key text NOT NULL,
    language text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    CONSTRAINT interest_language_check CHECK ((language = ANY (ARRAY['sv'::text, 'en'::text])))
);

CREATE TABLE registration.invitation (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    invitation_rule_id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    person_id uuid NOT NULL,
    session_ids uuid[] NOT NULL,
    status text DEFAULT 'queued'::text NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    message text,
    role text,
    organisation text,
    generation integer DEFAULT 1 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    link_asked_at timestamp with time zone,
    asked_again_at timestamp with time zone,
    reminded_at timestamp with time zone,
    delivery_told_at timestamp with time zone,
    CONSTRAINT invitation_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'sent'::text, 'bounced'::text, 'accepted'::text, 'declined'::text, 'substituted'::text, 'expired'::text])))
);

CREATE TABLE registration.invitation_rule (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    source_id text,
    cohort_id uuid NOT NULL,
    audience_id uuid NOT NULL,
    session_ids uuid[],
    kind text NOT NULL,
    invited_by_id uuid,
    opens_on date,
    respond_by date,
    substitutes_allowed boolean,
    waiting_list boolean,
    invited_at timestamp with time zone,
    extra jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT invitation_rule_kind_check CHECK ((kind = ANY (ARRAY['inbjudan'::text, 'kallelse'::text, 'utses'::text])))
);

CREATE TABLE registration.kept_sheet (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    file_name text,
    data bytea NOT NULL,
    kept_at timestamp with time zone NOT NULL,
    import_id uuid,
    content bytea,
    CONSTRAINT kept_sheet_size_check CHECK ((octet_length(data) <= 10000000))
);

CREATE TABLE registration.letter_text (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    programme_id uuid,
    cohort_id uuid,
    owner_id uuid GENERATED ALWAYS AS (COALESCE(cohort_id, programme_id, organiser_id)) STORED NOT NULL,
    letter text NOT NULL,
    subject_sv text,
    body_sv text,
    subject_en text,
    body_en text,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT letter_text_owner_check CHECK (((programme_id IS NULL) OR (cohort_id IS NULL)))
);

CREATE TABLE registration.mailing (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    selection jsonb NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    status text DEFAULT 'draft'::text NOT NULL,
    send_at timestamp with time zone,
    sent_at timestamp with time zone,
    recipients integer,
    without_address integer,
    created_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    named_session_id uuid GENERATED ALWAYS AS (
CASE
    WHEN (status = ANY (ARRAY['draft'::text, 'scheduled'::text])) THEN ((selection ->> 'session_id'::text))::uuid
    ELSE NULL::uuid
END) STORED,
    named_other_session_id uuid GENERATED ALWAYS AS (
CASE
    WHEN (status = ANY (ARRAY['draft'::text, 'scheduled'::text])) THEN ((selection ->> 'not_session_id'::text))::uuid
    ELSE NULL::uuid
END) STORED,
    named_organisation_id uuid GENERATED ALWAYS AS (
CASE
    WHEN (status = ANY (ARRAY['draft'::text, 'scheduled'::text])) THEN ((selection ->> 'organisation_id'::text))::uuid
    ELSE NULL::uuid
END) STORED,
    named_audience_id uuid GENERATED ALWAYS AS (
CASE
    WHEN (status = ANY (ARRAY['draft'::text, 'scheduled'::text])) THEN ((selection ->> 'audience_id'::text))::uuid
    ELSE NULL::uuid
END) STORED,
    CONSTRAINT mailing_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'scheduled'::text, 'sent'::text, 'cancelled'::text]))),
    CONSTRAINT mailing_times_check CHECK ((((status <> 'scheduled'::text) OR (send_at IS NOT NULL)) AND ((status = 'sent'::text) = (sent_at IS NOT NULL))))
);

CREATE TABLE registration.mailing_attachment (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    mailing_id uuid NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL
);

CREATE TABLE registration.mailing_recipient (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    mailing_id uuid NOT NULL,
    person_id uuid NOT NULL,
    registration_id uuid,
    invitation_id uuid,
    version integer DEFAULT 1 NOT NULL
);

CREATE TABLE registration.mailing_template (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    version integer DEFAULT 1 NOT NULL
);

CREATE TABLE registration.merged_person (
    organiser_id uuid NOT NULL,
    person_id uuid NOT NULL,
    into_id uuid NOT NULL,
    email_key text,
    merged_at timestamp with time zone NOT NULL,
    CONSTRAINT merged_person_other_check CHECK ((person_id <> into_id))
);

CREATE TABLE registration.migration (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    ran_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE registration.organisation (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    source_id text,
    name text NOT NULL,
    name_sort text NOT NULL,
    name_search text NOT NULL,
    type text,
    parent_id uuid,
    municipality_code text,
    county_code text,
    extra jsonb DEFAULT '{}'::jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL
);

CREATE TABLE registration.organiser (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    short_name text,
    accent text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    logo_hash text,
    logo_width integer,
    logo_height integer,
    sending_paused_at timestamp with time zone,
    send_hours jsonb,
    sender_name text,
    sender_address text,
    CONSTRAINT organiser_slug_check CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(slug) <= 60)))
);

CREATE TABLE registration.organiser_logo (
    organiser_id uuid NOT NULL,
    media_type text NOT NULL,
    picture bytea NOT NULL,
    CONSTRAINT organiser_logo_type_check CHECK ((media_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text])))
);

CREATE TABLE registration.outbox (
    id uuid NOT NULL,
    seq bigint NOT NULL,
    organiser_id uuid NOT NULL,
    kind text NOT NULL,
    payload bytea,
    correlation_id text,
    replayed_at timestamp with time zone,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    status text DEFAULT 'open'::text NOT NULL,
    offers integer DEFAULT 0 NOT NULL,
    offer_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    answered_at timestamp with time zone,
    reason text,
    CONSTRAINT outbox_payload_check CHECK (((payload IS NOT NULL) OR (status = 'done'::text))),
    CONSTRAINT outbox_status_check CHECK ((status = ANY (ARRAY['open'::text, 'done'::text, 'parked'::text])))
);

ALTER TABLE registration.outbox ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME registration.outbox_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE registration.people_import (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    file_name text,
    sheet text,
    mapping jsonb NOT NULL,
    counts jsonb NOT NULL,
    undone_at timestamp with time zone,
    undone jsonb,
    CONSTRAINT people_import_undone_check CHECK (((undone_at IS NULL) = (undone IS NULL)))
);

CREATE TABLE registration.people_import_organisation (
    organiser_id uuid NOT NULL,
    import_id uuid NOT NULL,
    organisation_id uuid NOT NULL
);

CREATE TABLE registration.people_import_person (
    organiser_id uuid NOT NULL,
    import_id uuid NOT NULL,
    person_id uuid NOT NULL,
    before jsonb,
    after jsonb NOT NULL
);

CREATE TABLE registration.person (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    source_id text,
    name text NOT NULL,
    name_sort text NOT NULL,
    name_search text NOT NULL,
    email text,
    email_key text,
    language text DEFAULT 'sv'::text NOT NULL,
    protected_identity boolean DEFAULT false NOT NULL,
    extra jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    language_chosen boolean DEFAULT false NOT NULL,
    shared_key text,
    feed_generation integer DEFAULT 1 NOT NULL,
    address_erased boolean DEFAULT false NOT NULL,
    address_edition integer DEFAULT 1 NOT NULL,
    phone text,
    CONSTRAINT person_language_check CHECK ((language = ANY (ARRAY['sv'::text, 'en'::text])))
);

CREATE TABLE registration.person_mail (
    organiser_id uuid NOT NULL,
    person_id uuid NOT NULL,
    epoch integer NOT NULL,
    version integer NOT NULL,
    address text,
    dead_since timestamp with time zone,
    answer text,
    away_told_at timestamp with time zone,
    away_until date,
    away_subject text,
    substitute_email text,
    substitute_name text,
    CONSTRAINT person_mail_dead_check CHECK (((dead_since IS NULL) OR (address IS NOT NULL)))
);

CREATE TABLE registration."position" (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    role text,
    group_name text,
    from_on date,
    until_on date
);

CREATE TABLE registration.posted (
    organiser_id uuid NOT NULL,
    who bytea NOT NULL,
    hour_at timestamp with time zone NOT NULL,
    times integer DEFAULT 1 NOT NULL
);

CREATE TABLE registration.programme (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    source_id text,
    title text NOT NULL,
    subtitle text,
    kind text,
    summary text,
    registration text DEFAULT 'invitation_only'::text NOT NULL,
    contact_id uuid,
    commissioner_id uuid,
    starts_on date,
    ends_on date,
    reservation text,
    extra jsonb DEFAULT '{}'::jsonb NOT NULL,
    file jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT programme_registration_check CHECK ((registration = ANY (ARRAY['invitation_only'::text, 'appointed_by_commissioner'::text, 'summons'::text, 'agreed_plan'::text, 'open'::text])))
);

CREATE TABLE registration.question (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    source_id text,
    cohort_id uuid NOT NULL,
    "position" integer NOT NULL,
    kind text NOT NULL,
    label text NOT NULL,
    label_en text,
    help text,
    help_en text,
    options jsonb DEFAULT '[]'::jsonb NOT NULL,
    required boolean DEFAULT false NOT NULL,
    sensitive boolean DEFAULT false NOT NULL,
    session_id uuid,
    condition_id uuid,
    condition_values text[],
    retired_at timestamp with time zone,
    erased_at timestamp with time zone,
    erased integer,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT question_condition_check CHECK (((condition_id IS NULL) = (condition_values IS NULL))),
    CONSTRAINT question_erased_check CHECK (((erased_at IS NULL) = (erased IS NULL))),
    CONSTRAINT question_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'long_text'::text, 'one_of'::text, 'several_of'::text, 'yes_no'::text, 'number'::text, 'date'::text])))
);

CREATE TABLE registration.receipt (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    person_ids uuid[] NOT NULL,
    lines jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE registration.registration (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    person_id uuid NOT NULL,
    invitation_id uuid,
    status text NOT NULL,
    origin text NOT NULL,
    calendar text DEFAULT 'invitations'::text NOT NULL,
    role text,
    organisation text,
    answers jsonb DEFAULT '{}'::jsonb NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    generation integer DEFAULT 1 NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    link_asked_at timestamp with time zone,
    consent_version integer,
    consented_at timestamp with time zone,
    was_subscribed boolean DEFAULT false NOT NULL,
    data_asked_at timestamp with time zone,
    data_generation integer DEFAULT 0 NOT NULL,
    confirm_until timestamp with time zone,
    confirm_with_id uuid,
    CONSTRAINT registration_calendar_check CHECK ((calendar = ANY (ARRAY['invitations'::text, 'subscription'::text, 'none'::text]))),
    CONSTRAINT registration_consent_check CHECK (((consent_version IS NULL) = (consented_at IS NULL))),
    CONSTRAINT registration_origin_check CHECK ((origin = ANY (ARRAY['answer'::text, 'kallelse'::text, 'form'::text, 'substitute'::text]))),
    CONSTRAINT registration_status_check CHECK ((status = ANY (ARRAY['registered'::text, 'waiting'::text, 'withdrawn'::text])))
);

CREATE TABLE registration.scheduled_sending (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    cohort_id uuid NOT NULL,
    invitation_rule_id uuid,
    status text DEFAULT 'waiting'::text NOT NULL,
    send_at timestamp with time zone NOT NULL,
    foreseen integer NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    reached integer,
    problem text,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT scheduled_sending_ended_check CHECK (((status = 'waiting'::text) = (ended_at IS NULL))),
    CONSTRAINT scheduled_sending_problem_check CHECK (((status = 'not_sent'::text) = (problem IS NOT NULL))),
    CONSTRAINT scheduled_sending_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'sent'::text, 'not_sent'::text, 'taken_back'::text])))
);

CREATE TABLE registration.seat (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    registration_id uuid NOT NULL,
    session_id uuid NOT NULL,
    status text NOT NULL,
    "position" bigint,
    since timestamp with time zone NOT NULL,
    handed_from_id uuid,
    generation integer DEFAULT 1 NOT NULL,
    attendance text,
    attended_at timestamp with time zone,
    offered_at timestamp with time zone,
    offered_until timestamp with time zone,
    by_position boolean DEFAULT false NOT NULL,
    unsure_at timestamp with time zone,
    answered_at timestamp with time zone,
    entry_asked_at timestamp with time zone,
    proposal_refused boolean DEFAULT false NOT NULL,
    CONSTRAINT seat_attendance_check CHECK ((attendance = ANY (ARRAY['present'::text, 'absent'::text, 'excused'::text]))),
    CONSTRAINT seat_offer_check CHECK (((offered_until IS NULL) OR (offered_at IS NOT NULL))),
    CONSTRAINT seat_position_check CHECK (((status <> 'waiting'::text) OR ("position" IS NOT NULL))),
    CONSTRAINT seat_status_check CHECK ((status = ANY (ARRAY['confirmed'::text, 'waiting'::text, 'withdrawn'::text])))
);

CREATE TABLE registration.seat_count (
    organiser_id uuid NOT NULL,
    session_id uuid NOT NULL,
    taken integer DEFAULT 0 NOT NULL,
    next_position bigint DEFAULT 1 NOT NULL,
    CONSTRAINT seat_count_taken_check CHECK ((taken >= 0))
)
WITH (fillfactor='50');

CREATE TABLE registration.sensitive_answer (
    organiser_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    question_id uuid NOT NULL,
    answer jsonb NOT NULL
);

CREATE TABLE registration.session (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    source_id text,
    cohort_id uuid NOT NULL,
    number integer,
    form text,
    title text NOT NULL,
    term text,
    on_date date,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    mode text,
    place text,
    join_url text,
    capacity integer,
    capacity_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    status text DEFAULT 'scheduled'::text NOT NULL,
    parent_id uuid,
    choice_group text,
    choices integer,
    agenda text[],
    note text,
    organisation_id uuid,
    host_id uuid,
    booked_by_id uuid,
    replaces_id uuid,
    edition integer DEFAULT 1 NOT NULL,
    timed_at timestamp with time zone DEFAULT now() NOT NULL,
    change_reason text,
    cancel_reason text,
    cancelled_at timestamp with time zone,
    extra jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    moved_at timestamp with time zone,
    moved_from_on date,
    moved_from_starts_at timestamp with time zone,
    moved_from_ends_at timestamp with time zone,
    CONSTRAINT session_capacity_check CHECK ((capacity >= 0)),
    CONSTRAINT session_mode_check CHECK ((mode = ANY (ARRAY['on_site'::text, 'digital'::text, 'hybrid'::text]))),
    CONSTRAINT session_status_check CHECK ((status = ANY (ARRAY['announced'::text, 'tentative'::text, 'scheduled'::text, 'cancelled'::text]))),
    CONSTRAINT session_time_check CHECK ((((starts_at IS NULL) OR (on_date IS NOT NULL)) AND ((ends_at IS NULL) OR (starts_at IS NOT NULL)) AND ((ends_at IS NULL) OR (ends_at > starts_at))))
);

CREATE TABLE registration.sign_in_attempt (
    who bytea NOT NULL,
    hour_at timestamp with time zone NOT NULL,
    times integer DEFAULT 1 NOT NULL
);

CREATE TABLE registration.staff (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    role text NOT NULL,
    password_hash text,
    link_hash bytea,
    link_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    name text,
    language text,
    generation integer DEFAULT 0 NOT NULL,
    ended_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    link_reason text,
    feed_generation integer DEFAULT 0 NOT NULL,
    has_feed boolean DEFAULT false NOT NULL,
    CONSTRAINT staff_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'coordinator'::text, 'viewer'::text])))
);

CREATE TABLE registration.staff_session (
    organiser_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

CREATE TABLE registration.webhook (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    kinds text[] NOT NULL,
    status text DEFAULT 'on'::text NOT NULL,
    generation integer DEFAULT 1 NOT NULL,
    key_number integer NOT NULL,
    previous_key_number integer,
    previous_until timestamp with time zone,
    failing_since timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    previous_generation integer,
    CONSTRAINT webhook_kinds_check CHECK ((cardinality(kinds) > 0)),
    CONSTRAINT webhook_status_check CHECK ((status = ANY (ARRAY['on'::text, 'paused'::text, 'off'::text])))
);

CREATE TABLE registration.webhook_attempt (
    organiser_id uuid NOT NULL,
    message_id uuid NOT NULL,
    number integer NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    outcome text NOT NULL,
    code integer,
    milliseconds integer NOT NULL
);

CREATE TABLE registration.webhook_message (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    happened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    status text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT webhook_message_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text])))
);

ALTER TABLE ONLY registration.api_token
    ADD CONSTRAINT api_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY registration.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.audience
    ADD CONSTRAINT audience_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.audience
    ADD CONSTRAINT audience_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (organiser_id, id);

ALTER TABLE ONLY registration.calendar_answer
    ADD CONSTRAINT calendar_answer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.calendar_answer
    ADD CONSTRAINT calendar_answer_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.checked
    ADD CONSTRAINT checked_pkey PRIMARY KEY (name);

ALTER TABLE ONLY registration.chore
    ADD CONSTRAINT chore_pkey PRIMARY KEY (name);

ALTER TABLE ONLY registration.cohort
    ADD CONSTRAINT cohort_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.cohort
    ADD CONSTRAINT cohort_slug_key UNIQUE (organiser_id, slug);

ALTER TABLE ONLY registration.cohort
    ADD CONSTRAINT cohort_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.column_mapping
    ADD CONSTRAINT column_mapping_pkey PRIMARY KEY (organiser_id, signature);

ALTER TABLE ONLY registration.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (organiser_id, cohort_id, version);

ALTER TABLE ONLY registration.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.contact
    ADD CONSTRAINT contact_source_key UNIQUE (organiser_id, source_id);

ALTER TABLE ONLY registration.contact
    ADD CONSTRAINT contact_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.enquiry
    ADD CONSTRAINT enquiry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.enquiry
    ADD CONSTRAINT enquiry_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.epoch
    ADD CONSTRAINT epoch_pkey PRIMARY KEY (only_one);

ALTER TABLE ONLY registration.erasure
    ADD CONSTRAINT erasure_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY registration.guest
    ADD CONSTRAINT guest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (token_id, key);

ALTER TABLE ONLY registration.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY registration.interest
    ADD CONSTRAINT interest_once_key UNIQUE NULLS NOT DISTINCT (organiser_id, programme_id, email_key);

ALTER TABLE ONLY registration.interest
    ADD CONSTRAINT interest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.invitation
    ADD CONSTRAINT invitation_once_key UNIQUE (organiser_id, invitation_rule_id, person_id);

ALTER TABLE ONLY registration.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.invitation_rule
    ADD CONSTRAINT invitation_rule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.invitation_rule
    ADD CONSTRAINT invitation_rule_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.invitation
    ADD CONSTRAINT invitation_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.kept_sheet
    ADD CONSTRAINT kept_sheet_pkey PRIMARY KEY (organiser_id, id);

ALTER TABLE ONLY registration.letter_text
    ADD CONSTRAINT letter_text_once_key UNIQUE (organiser_id, owner_id, letter);

ALTER TABLE ONLY registration.letter_text
    ADD CONSTRAINT letter_text_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.mailing_attachment
    ADD CONSTRAINT mailing_attachment_name_key UNIQUE (organiser_id, mailing_id, name);

ALTER TABLE ONLY registration.mailing_attachment
    ADD CONSTRAINT mailing_attachment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.mailing
    ADD CONSTRAINT mailing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.mailing_recipient
    ADD CONSTRAINT mailing_recipient_once_key UNIQUE (organiser_id, mailing_id, person_id);

ALTER TABLE ONLY registration.mailing_recipient
    ADD CONSTRAINT mailing_recipient_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.mailing_template
    ADD CONSTRAINT mailing_template_name_key UNIQUE (organiser_id, name);

ALTER TABLE ONLY registration.mailing_template
    ADD CONSTRAINT mailing_template_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.mailing
    ADD CONSTRAINT mailing_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.merged_person
    ADD CONSTRAINT merged_person_pkey PRIMARY KEY (organiser_id, person_id);

ALTER TABLE ONLY registration.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY registration.organisation
    ADD CONSTRAINT organisation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.organisation
    ADD CONSTRAINT organisation_source_key UNIQUE (organiser_id, source_id);

ALTER TABLE ONLY registration.organisation
    ADD CONSTRAINT organisation_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.organiser_logo
    ADD CONSTRAINT organiser_logo_pkey PRIMARY KEY (organiser_id);

ALTER TABLE ONLY registration.organiser
    ADD CONSTRAINT organiser_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.organiser
    ADD CONSTRAINT organiser_slug_key UNIQUE (slug);

ALTER TABLE ONLY registration.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.people_import_organisation
    ADD CONSTRAINT people_import_organisation_pkey PRIMARY KEY (organiser_id, import_id, organisation_id);

ALTER TABLE ONLY registration.people_import_person
    ADD CONSTRAINT people_import_person_pkey PRIMARY KEY (organiser_id, import_id, person_id);

ALTER TABLE ONLY registration.people_import
    ADD CONSTRAINT people_import_pkey PRIMARY KEY (organiser_id, id);

ALTER TABLE ONLY registration.person
    ADD CONSTRAINT person_email_key UNIQUE (organiser_id, email_key);

ALTER TABLE ONLY registration.person_mail
    ADD CONSTRAINT person_mail_pkey PRIMARY KEY (organiser_id, person_id);

ALTER TABLE ONLY registration.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.person
    ADD CONSTRAINT person_source_key UNIQUE (organiser_id, source_id);

ALTER TABLE ONLY registration.person
    ADD CONSTRAINT person_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration."position"
    ADD CONSTRAINT position_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.posted
    ADD CONSTRAINT posted_pkey PRIMARY KEY (organiser_id, who, hour_at);

ALTER TABLE ONLY registration.programme
    ADD CONSTRAINT programme_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.programme
    ADD CONSTRAINT programme_source_key UNIQUE (organiser_id, source_id);

ALTER TABLE ONLY registration.programme
    ADD CONSTRAINT programme_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.question
    ADD CONSTRAINT question_cohort_key UNIQUE (organiser_id, cohort_id, id);

ALTER TABLE ONLY registration.question
    ADD CONSTRAINT question_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.question
    ADD CONSTRAINT question_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.registration
    ADD CONSTRAINT registration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.registration
    ADD CONSTRAINT registration_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.scheduled_sending
    ADD CONSTRAINT scheduled_sending_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.scheduled_sending
    ADD CONSTRAINT scheduled_sending_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.seat_count
    ADD CONSTRAINT seat_count_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY registration.seat
    ADD CONSTRAINT seat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.seat
    ADD CONSTRAINT seat_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.sensitive_answer
    ADD CONSTRAINT sensitive_answer_pkey PRIMARY KEY (registration_id, question_id);

ALTER TABLE ONLY registration.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.session
    ADD CONSTRAINT session_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.sign_in_attempt
    ADD CONSTRAINT sign_in_attempt_pkey PRIMARY KEY (who, hour_at);

ALTER TABLE ONLY registration.staff
    ADD CONSTRAINT staff_email_key UNIQUE (organiser_id, email_key);

ALTER TABLE ONLY registration.staff
    ADD CONSTRAINT staff_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.staff_session
    ADD CONSTRAINT staff_session_pkey PRIMARY KEY (token_hash, organiser_id, staff_id);

ALTER TABLE ONLY registration.staff
    ADD CONSTRAINT staff_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.webhook_attempt
    ADD CONSTRAINT webhook_attempt_pkey PRIMARY KEY (message_id, number);

ALTER TABLE ONLY registration.webhook_message
    ADD CONSTRAINT webhook_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.webhook_message
    ADD CONSTRAINT webhook_message_tenant_key UNIQUE (organiser_id, id);

ALTER TABLE ONLY registration.webhook
    ADD CONSTRAINT webhook_name_key UNIQUE (organiser_id, name);

ALTER TABLE ONLY registration.webhook
    ADD CONSTRAINT webhook_pkey PRIMARY KEY (id);

ALTER TABLE ONLY registration.webhook
    ADD CONSTRAINT webhook_tenant_key UNIQUE (organiser_id, id);

CREATE INDEX audit_action_idx ON registration.audit USING btree (organiser_id, action, id);

CREATE INDEX audit_actor_idx ON registration.audit USING btree (organiser_id, actor_id, id) WHERE (actor_id IS NOT NULL);

CREATE INDEX audit_at_idx ON registration.audit USING brin (at);

CREATE INDEX audit_subject_idx ON registration.audit USING btree (organiser_id, subject_id);

CREATE INDEX calendar_answer_open_idx ON registration.calendar_answer USING btree (arrival) WHERE (status = 'open'::text);

CREATE INDEX calendar_answer_seat_idx ON registration.calendar_answer USING btree (organiser_id, seat_id);

CREATE INDEX calendar_answer_waits_idx ON registration.calendar_answer USING btree (organiser_id, id) WHERE (status = 'waits'::text);

CREATE INDEX cohort_programme_idx ON registration.cohort USING btree (organiser_id, programme_id, id);

CREATE INDEX cohort_published_idx ON registration.cohort USING btree (organiser_id, id) WHERE (published_at IS NOT NULL);

CREATE INDEX contact_organisation_idx ON registration.contact USING btree (organiser_id, organisation_id) WHERE (organisation_id IS NOT NULL);

CREATE INDEX enquiry_list_idx ON registration.enquiry USING btree (organiser_id, status, id);

CREATE INDEX enquiry_person_idx ON registration.enquiry USING btree (organiser_id, person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX enquiry_session_idx ON registration.enquiry USING btree (organiser_id, session_id) WHERE (session_id IS NOT NULL);

CREATE INDEX erasure_open_idx ON registration.erasure USING btree (asked_at) WHERE (scrubbed_at IS NULL);

CREATE INDEX erasure_person_idx ON registration.erasure USING btree (organiser_id, person_id);

CREATE INDEX guest_seat_idx ON registration.guest USING btree (organiser_id, seat_id);

CREATE INDEX idempotency_created_idx ON registration.idempotency USING btree (created_at);

CREATE INDEX inbox_taken_idx ON registration.inbox USING btree (taken_at);

CREATE INDEX interest_asked_idx ON registration.interest USING btree (asked_at);

CREATE INDEX invitation_cohort_idx ON registration.invitation USING btree (organiser_id, cohort_id, id);

CREATE INDEX invitation_open_idx ON registration.invitation USING btree (id) WHERE (status = ANY (ARRAY['queued'::text, 'sent'::text]));

CREATE INDEX invitation_person_idx ON registration.invitation USING btree (organiser_id, person_id);

CREATE INDEX invitation_rule_audience_idx ON registration.invitation_rule USING btree (organiser_id, audience_id);

CREATE INDEX invitation_rule_cohort_idx ON registration.invitation_rule USING btree (organiser_id, cohort_id, id);

CREATE INDEX invitation_rule_invited_by_idx ON registration.invitation_rule USING btree (organiser_id, invited_by_id) WHERE (invited_by_id IS NOT NULL);

CREATE INDEX invitation_unanswered_idx ON registration.invitation USING btree (organiser_id, cohort_id, status, invitation_rule_id) WHERE (status = ANY (ARRAY['sent'::text, 'bounced'::text]));

CREATE INDEX kept_sheet_import_idx ON registration.kept_sheet USING btree (organiser_id, import_id);

CREATE INDEX kept_sheet_kept_idx ON registration.kept_sheet USING btree (kept_at);

CREATE INDEX kept_sheet_staff_idx ON registration.kept_sheet USING btree (organiser_id, staff_id);

CREATE INDEX letter_text_cohort_idx ON registration.letter_text USING btree (organiser_id, cohort_id) WHERE (cohort_id IS NOT NULL);

CREATE INDEX letter_text_programme_idx ON registration.letter_text USING btree (organiser_id, programme_id) WHERE (programme_id IS NOT NULL);

CREATE INDEX mailing_cohort_idx ON registration.mailing USING btree (organiser_id, cohort_id, id);

CREATE INDEX mailing_due_idx ON registration.mailing USING btree (send_at) WHERE (status = 'scheduled'::text);

CREATE INDEX mailing_named_audience_idx ON registration.mailing USING btree (organiser_id, named_audience_id) WHERE (named_audience_id IS NOT NULL);

CREATE INDEX mailing_named_organisation_idx ON registration.mailing USING btree (organiser_id, named_organisation_id) WHERE (named_organisation_id IS NOT NULL);

CREATE INDEX mailing_named_other_session_idx ON registration.mailing USING btree (organiser_id, named_other_session_id) WHERE (named_other_session_id IS NOT NULL);

CREATE INDEX mailing_named_session_idx ON registration.mailing USING btree (organiser_id, named_session_id) WHERE (named_session_id IS NOT NULL);

CREATE INDEX mailing_recipient_invitation_idx ON registration.mailing_recipient USING btree (organiser_id, invitation_id);

CREATE INDEX mailing_recipient_person_idx ON registration.mailing_recipient USING btree (organiser_id, person_id);

CREATE INDEX mailing_recipient_registration_idx ON registration.mailing_recipient USING btree (organiser_id, registration_id);

CREATE INDEX merged_person_email_idx ON registration.merged_person USING btree (organiser_id, email_key) WHERE (email_key IS NOT NULL);

CREATE INDEX merged_person_into_idx ON registration.merged_person USING btree (organiser_id, into_id);

CREATE INDEX organisation_name_idx ON registration.organisation USING btree (organiser_id, name_sort, id);

CREATE INDEX organisation_parent_idx ON registration.organisation USING btree (organiser_id, parent_id);

CREATE INDEX outbox_answered_idx ON registration.outbox USING btree (answered_at) WHERE ((status = 'done'::text) AND (payload IS NOT NULL));

CREATE INDEX outbox_open_idx ON registration.outbox USING btree (offer_at, seq) WHERE (status = 'open'::text);

CREATE INDEX outbox_parked_idx ON registration.outbox USING btree (seq) WHERE (status = 'parked'::text);

CREATE INDEX people_import_at_idx ON registration.people_import USING brin (at);

CREATE INDEX people_import_organisation_idx ON registration.people_import_organisation USING btree (organiser_id, organisation_id);

CREATE INDEX people_import_person_person_idx ON registration.people_import_person USING btree (organiser_id, person_id);

CREATE INDEX person_mail_dead_idx ON registration.person_mail USING btree (organiser_id, person_id) WHERE (dead_since IS NOT NULL);

CREATE INDEX person_mail_substitute_idx ON registration.person_mail USING btree (organiser_id, substitute_email) WHERE (substitute_email IS NOT NULL);

CREATE INDEX person_name_idx ON registration.person USING btree (organiser_id, name_sort, id);

CREATE INDEX person_searched_name_idx ON registration.person USING btree (organiser_id, name_search text_pattern_ops, id);

CREATE UNIQUE INDEX person_shared_key ON registration.person USING btree (organiser_id, shared_key, name) WHERE (shared_key IS NOT NULL);

CREATE INDEX position_organisation_idx ON registration."position" USING btree (organiser_id, organisation_id);

CREATE INDEX position_person_idx ON registration."position" USING btree (organiser_id, person_id);

CREATE INDEX position_role_idx ON registration."position" USING btree (organiser_id, role);

CREATE INDEX posted_hour_idx ON registration.posted USING btree (hour_at);

CREATE INDEX programme_commissioner_idx ON registration.programme USING btree (organiser_id, commissioner_id) WHERE (commissioner_id IS NOT NULL);

CREATE INDEX programme_contact_idx ON registration.programme USING btree (organiser_id, contact_id) WHERE (contact_id IS NOT NULL);

CREATE INDEX question_order_idx ON registration.question USING btree (organiser_id, cohort_id, "position", id);

CREATE INDEX question_session_idx ON registration.question USING btree (organiser_id, session_id) WHERE (session_id IS NOT NULL);

CREATE INDEX receipt_cohort_idx ON registration.receipt USING btree (organiser_id, cohort_id);

CREATE INDEX receipt_made_idx ON registration.receipt USING btree (made_at);

CREATE INDEX registration_cohort_idx ON registration.registration USING btree (organiser_id, cohort_id, id);

CREATE INDEX registration_invitation_idx ON registration.registration USING btree (organiser_id, invitation_id);

CREATE UNIQUE INDEX registration_once_key ON registration.registration USING btree (organiser_id, cohort_id, person_id) WHERE (status <> 'withdrawn'::text);

CREATE INDEX registration_person_idx ON registration.registration USING btree (organiser_id, person_id);

CREATE INDEX registration_unconfirmed_idx ON registration.registration USING btree (confirm_until) WHERE ((confirm_until IS NOT NULL) AND (status <> 'withdrawn'::text));

CREATE INDEX scheduled_sending_cohort_idx ON registration.scheduled_sending USING btree (organiser_id, cohort_id, send_at);

CREATE INDEX scheduled_sending_due_idx ON registration.scheduled_sending USING btree (send_at) WHERE (status = 'waiting'::text);

CREATE INDEX scheduled_sending_rule_idx ON registration.scheduled_sending USING btree (organiser_id, invitation_rule_id);

CREATE UNIQUE INDEX scheduled_sending_waiting_key ON registration.scheduled_sending USING btree (organiser_id, cohort_id, invitation_rule_id) NULLS NOT DISTINCT WHERE (status = 'waiting'::text);

CREATE INDEX seat_handed_from_idx ON registration.seat USING btree (organiser_id, handed_from_id) WHERE (handed_from_id IS NOT NULL);

CREATE INDEX seat_offered_idx ON registration.seat USING btree (offered_until) WHERE ((status = 'waiting'::text) AND (offered_until IS NOT NULL));

CREATE UNIQUE INDEX seat_once_key ON registration.seat USING btree (registration_id, session_id) WHERE (status <> 'withdrawn'::text);

CREATE INDEX seat_registration_idx ON registration.seat USING btree (registration_id);

CREATE INDEX seat_session_idx ON registration.seat USING btree (organiser_id, session_id, id);

CREATE UNIQUE INDEX seat_waiting_key ON registration.seat USING btree (session_id, "position") WHERE (status = 'waiting'::text);

CREATE INDEX sensitive_answer_question_idx ON registration.sensitive_answer USING btree (organiser_id, question_id);

CREATE INDEX session_booked_by_idx ON registration.session USING btree (organiser_id, booked_by_id) WHERE (booked_by_id IS NOT NULL);

CREATE INDEX session_cohort_idx ON registration.session USING btree (organiser_id, cohort_id, id);

CREATE INDEX session_host_idx ON registration.session USING btree (organiser_id, host_id) WHERE (host_id IS NOT NULL);

CREATE INDEX session_organisation_idx ON registration.session USING btree (organiser_id, organisation_id) WHERE (organisation_id IS NOT NULL);

CREATE INDEX session_parent_idx ON registration.session USING btree (organiser_id, parent_id) WHERE (parent_id IS NOT NULL);

CREATE INDEX session_replaces_idx ON registration.session USING btree (organiser_id, replaces_id) WHERE (replaces_id IS NOT NULL);

CREATE INDEX sign_in_attempt_hour_idx ON registration.sign_in_attempt USING btree (hour_at);

CREATE INDEX staff_address_idx ON registration.staff USING btree (email_key) WHERE (ended_at IS NULL);

CREATE INDEX staff_session_staff_idx ON registration.staff_session USING btree (organiser_id, staff_id);

CREATE INDEX webhook_attempt_message_idx ON registration.webhook_attempt USING btree (organiser_id, message_id);

CREATE INDEX webhook_message_due_idx ON registration.webhook_message USING btree (webhook_id, due_at) WHERE (status = 'waiting'::text);

CREATE INDEX webhook_message_failed_idx ON registration.webhook_message USING btree (organiser_id, webhook_id, id) WHERE (status = 'failed'::text);

CREATE INDEX webhook_message_happened_idx ON registration.webhook_message USING btree (happened_at);

CREATE INDEX webhook_message_webhook_idx ON registration.webhook_message USING btree (organiser_id, webhook_id, id);

CREATE TRIGGER audience_exclusions AFTER INSERT OR UPDATE OF excluded_person_ids, excluded_cohort_ids, excluded_organisation_ids, organiser_id ON registration.audience FOR EACH ROW EXECUTE FUNCTION registration.require_own_exclusions();

CREATE TRIGGER audience_organisations AFTER INSERT OR UPDATE OF organisation_ids, organiser_id ON registration.audience FOR EACH ROW EXECUTE FUNCTION registration.require_own_organisations();

CREATE TRIGGER cohort_capacity BEFORE UPDATE OF capacity ON registration.cohort FOR EACH ROW WHEN ((old.capacity IS DISTINCT FROM new.capacity)) EXECUTE FUNCTION registration.note_capacity();

CREATE TRIGGER cohort_changed BEFORE UPDATE ON registration.cohort FOR EACH ROW WHEN ((old.version IS DISTINCT FROM new.version)) EXECUTE FUNCTION registration.note_change();

CREATE TRIGGER cohort_named AFTER DELETE ON registration.cohort FOR EACH ROW EXECUTE FUNCTION registration.keep_named_cohort();

CREATE TRIGGER cohort_published BEFORE INSERT OR UPDATE OF status ON registration.cohort FOR EACH ROW EXECUTE FUNCTION registration.note_published();

CREATE TRIGGER consent_asks AFTER INSERT OR DELETE ON registration.consent FOR EACH ROW EXECUTE FUNCTION registration.note_asks();

CREATE TRIGGER invitation_rule_sessions AFTER INSERT OR UPDATE OF session_ids, organiser_id ON registration.invitation_rule FOR EACH ROW EXECUTE FUNCTION registration.require_own_sessions();

CREATE TRIGGER invitation_sessions AFTER INSERT ON registration.invitation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION registration.require_own_sessions_in_all();

CREATE TRIGGER invitation_sessions_changed AFTER UPDATE OF session_ids, organiser_id ON registration.invitation FOR EACH ROW EXECUTE FUNCTION registration.require_own_sessions();

CREATE TRIGGER organisation_named AFTER DELETE ON registration.organisation FOR EACH ROW EXECUTE FUNCTION registration.keep_named_organisation();

CREATE TRIGGER person_excluded AFTER DELETE ON registration.person REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION registration.leave_out_deleted_people();

CREATE TRIGGER programme_changed BEFORE UPDATE ON registration.programme FOR EACH ROW WHEN ((old.version IS DISTINCT FROM new.version)) EXECUTE FUNCTION registration.note_change();

CREATE TRIGGER question_asks AFTER INSERT OR DELETE OR UPDATE OF retired_at ON registration.question FOR EACH ROW EXECUTE FUNCTION registration.note_asks();

CREATE TRIGGER receipt_people AFTER INSERT OR UPDATE OF person_ids, organiser_id ON registration.receipt FOR EACH ROW EXECUTE FUNCTION registration.require_own_people();

CREATE TRIGGER session_capacity BEFORE UPDATE OF capacity ON registration.session FOR EACH ROW WHEN ((old.capacity IS DISTINCT FROM new.capacity)) EXECUTE FUNCTION registration.note_capacity();

CREATE TRIGGER session_changed BEFORE UPDATE ON registration.session FOR EACH ROW WHEN ((old.version IS DISTINCT FROM new.version)) EXECUTE FUNCTION registration.note_change();

CREATE TRIGGER session_named AFTER DELETE ON registration.session FOR EACH ROW EXECUTE FUNCTION registration.keep_named_session();

ALTER TABLE ONLY registration.api_token
    ADD CONSTRAINT api_token_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.audience
    ADD CONSTRAINT audience_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.calendar_answer
    ADD CONSTRAINT calendar_answer_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.calendar_answer
    ADD CONSTRAINT calendar_answer_seat_fkey FOREIGN KEY (organiser_id, seat_id) REFERENCES registration.seat(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.cohort
    ADD CONSTRAINT cohort_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.cohort
    ADD CONSTRAINT cohort_programme_fkey FOREIGN KEY (organiser_id, programme_id) REFERENCES registration.programme(organiser_id, id);

ALTER TABLE ONLY registration.column_mapping
    ADD CONSTRAINT column_mapping_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.consent
    ADD CONSTRAINT consent_cohort_fkey FOREIGN KEY (organiser_id, cohort_id) REFERENCES registration.cohort(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.consent
    ADD CONSTRAINT consent_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.contact
    ADD CONSTRAINT contact_organisation_fkey FOREIGN KEY (organiser_id, organisation_id) REFERENCES registration.organisation(organiser_id, id);

ALTER TABLE ONLY registration.contact
    ADD CONSTRAINT contact_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.enquiry
    ADD CONSTRAINT enquiry_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.enquiry
    ADD CONSTRAINT enquiry_person_fkey FOREIGN KEY (organiser_id, person_id) REFERENCES registration.person(organiser_id, id) ON DELETE SET NULL (person_id) NOT VALID;

ALTER TABLE ONLY registration.enquiry
    ADD CONSTRAINT enquiry_session_fkey FOREIGN KEY (organiser_id, session_id) REFERENCES registration.session(organiser_id, id) ON DELETE SET NULL (session_id) NOT VALID;

ALTER TABLE ONLY registration.erasure
    ADD CONSTRAINT erasure_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.erasure
    ADD CONSTRAINT erasure_person_fkey FOREIGN KEY (organiser_id, person_id) REFERENCES registration.person(organiser_id, id);

ALTER TABLE ONLY registration.guest
    ADD CONSTRAINT guest_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.guest
    ADD CONSTRAINT guest_seat_fkey FOREIGN KEY (organiser_id, seat_id) REFERENCES registration.seat(organiser_id, id);

ALTER TABLE ONLY registration.idempotency
    ADD CONSTRAINT idempotency_token_id_fkey FOREIGN KEY (token_id) REFERENCES registration.api_token(id);

ALTER TABLE ONLY registration.interest
    ADD CONSTRAINT interest_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.interest
    ADD CONSTRAINT interest_programme_fkey FOREIGN KEY (organiser_id, programme_id) REFERENCES registration.programme(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.invitation
    ADD CONSTRAINT invitation_cohort_fkey FOREIGN KEY (organiser_id, cohort_id) REFERENCES registration.cohort(organiser_id, id);

ALTER TABLE ONLY registration.invitation
    ADD CONSTRAINT invitation_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.invitation
    ADD CONSTRAINT invitation_person_fkey FOREIGN KEY (organiser_id, person_id) REFERENCES registration.person(organiser_id, id);

ALTER TABLE ONLY registration.invitation_rule
    ADD CONSTRAINT invitation_rule_audience_fkey FOREIGN KEY (organiser_id, audience_id) REFERENCES registration.audience(organiser_id, id);

ALTER TABLE ONLY registration.invitation_rule
    ADD CONSTRAINT invitation_rule_cohort_fkey FOREIGN KEY (organiser_id, cohort_id) REFERENCES registration.cohort(organiser_id, id);

ALTER TABLE ONLY registration.invitation
    ADD CONSTRAINT invitation_rule_fkey FOREIGN KEY (organiser_id, invitation_rule_id) REFERENCES registration.invitation_rule(organiser_id, id);

ALTER TABLE ONLY registration.invitation_rule
    ADD CONSTRAINT invitation_rule_invited_by_fkey FOREIGN KEY (organiser_id, invited_by_id) REFERENCES registration.organisation(organiser_id, id);

ALTER TABLE ONLY registration.invitation_rule
    ADD CONSTRAINT invitation_rule_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.kept_sheet
    ADD CONSTRAINT kept_sheet_import_fkey FOREIGN KEY (organiser_id, import_id) REFERENCES registration.people_import(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.kept_sheet
    ADD CONSTRAINT kept_sheet_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.kept_sheet
    ADD CONSTRAINT kept_sheet_staff_fkey FOREIGN KEY (organiser_id, staff_id) REFERENCES registration.staff(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.letter_text
    ADD CONSTRAINT letter_text_cohort_fkey FOREIGN KEY (organiser_id, cohort_id) REFERENCES registration.cohort(organiser_id, id);

ALTER TABLE ONLY registration.letter_text
    ADD CONSTRAINT letter_text_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.letter_text
    ADD CONSTRAINT letter_text_programme_fkey FOREIGN KEY (organiser_id, programme_id) REFERENCES registration.programme(organiser_id, id);

ALTER TABLE ONLY registration.mailing_attachment
    ADD CONSTRAINT mailing_attachment_mailing_fkey FOREIGN KEY (organiser_id, mailing_id) REFERENCES registration.mailing(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.mailing_attachment
    ADD CONSTRAINT mailing_attachment_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.mailing
    ADD CONSTRAINT mailing_cohort_fkey FOREIGN KEY (organiser_id, cohort_id) REFERENCES registration.cohort(organiser_id, id);

ALTER TABLE ONLY registration.mailing
    ADD CONSTRAINT mailing_named_audience_fkey FOREIGN KEY (organiser_id, named_audience_id) REFERENCES registration.audience(organiser_id, id);

ALTER TABLE ONLY registration.mailing
    ADD CONSTRAINT mailing_named_organisation_fkey FOREIGN KEY (organiser_id, named_organisation_id) REFERENCES registration.organisation(organiser_id, id);

ALTER TABLE ONLY registration.mailing
    ADD CONSTRAINT mailing_named_other_session_fkey FOREIGN KEY (organiser_id, named_other_session_id) REFERENCES registration.session(organiser_id, id);

ALTER TABLE ONLY registration.mailing
    ADD CONSTRAINT mailing_named_session_fkey FOREIGN KEY (organiser_id, named_session_id) REFERENCES registration.session(organiser_id, id);

ALTER TABLE ONLY registration.mailing
    ADD CONSTRAINT mailing_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.mailing_recipient
    ADD CONSTRAINT mailing_recipient_invitation_fkey FOREIGN KEY (organiser_id, invitation_id) REFERENCES registration.invitation(organiser_id, id);

ALTER TABLE ONLY registration.mailing_recipient
    ADD CONSTRAINT mailing_recipient_mailing_fkey FOREIGN KEY (organiser_id, mailing_id) REFERENCES registration.mailing(organiser_id, id);

ALTER TABLE ONLY registration.mailing_recipient
    ADD CONSTRAINT mailing_recipient_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.mailing_recipient
    ADD CONSTRAINT mailing_recipient_person_fkey FOREIGN KEY (organiser_id, person_id) REFERENCES registration.person(organiser_id, id);

ALTER TABLE ONLY registration.mailing_recipient
    ADD CONSTRAINT mailing_recipient_registration_fkey FOREIGN KEY (organiser_id, registration_id) REFERENCES registration.registration(organiser_id, id);

ALTER TABLE ONLY registration.mailing_template
    ADD CONSTRAINT mailing_template_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.merged_person
    ADD CONSTRAINT merged_person_into_fkey FOREIGN KEY (organiser_id, into_id) REFERENCES registration.person(organiser_id, id);

ALTER TABLE ONLY registration.merged_person
    ADD CONSTRAINT merged_person_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.merged_person
    ADD CONSTRAINT merged_person_person_fkey FOREIGN KEY (organiser_id, person_id) REFERENCES registration.person(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.organisation
    ADD CONSTRAINT organisation_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.organisation
    ADD CONSTRAINT organisation_parent_fkey FOREIGN KEY (organiser_id, parent_id) REFERENCES registration.organisation(organiser_id, id);

ALTER TABLE ONLY registration.organiser_logo
    ADD CONSTRAINT organiser_logo_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.people_import_organisation
    ADD CONSTRAINT people_import_organisation_fkey FOREIGN KEY (organiser_id, organisation_id) REFERENCES registration.organisation(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.people_import_organisation
    ADD CONSTRAINT people_import_organisation_import_fkey FOREIGN KEY (organiser_id, import_id) REFERENCES registration.people_import(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.people_import
    ADD CONSTRAINT people_import_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.people_import_person
    ADD CONSTRAINT people_import_person_import_fkey FOREIGN KEY (organiser_id, import_id) REFERENCES registration.people_import(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.people_import_person
    ADD CONSTRAINT people_import_person_person_fkey FOREIGN KEY (organiser_id, person_id) REFERENCES registration.person(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.person_mail
    ADD CONSTRAINT person_mail_person_fkey FOREIGN KEY (organiser_id, person_id) REFERENCES registration.person(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.person
    ADD CONSTRAINT person_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration."position"
    ADD CONSTRAINT position_organisation_fkey FOREIGN KEY (organiser_id, organisation_id) REFERENCES registration.organisation(organiser_id, id);

ALTER TABLE ONLY registration."position"
    ADD CONSTRAINT position_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration."position"
    ADD CONSTRAINT position_person_fkey FOREIGN KEY (organiser_id, person_id) REFERENCES registration.person(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.posted
    ADD CONSTRAINT posted_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.programme
    ADD CONSTRAINT programme_commissioner_fkey FOREIGN KEY (organiser_id, commissioner_id) REFERENCES registration.organisation(organiser_id, id);

ALTER TABLE ONLY registration.programme
    ADD CONSTRAINT programme_contact_fkey FOREIGN KEY (organiser_id, contact_id) REFERENCES registration.contact(organiser_id, id);

ALTER TABLE ONLY registration.programme
    ADD CONSTRAINT programme_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.question
    ADD CONSTRAINT question_cohort_fkey FOREIGN KEY (organiser_id, cohort_id) REFERENCES registration.cohort(organiser_id, id);

ALTER TABLE ONLY registration.question
    ADD CONSTRAINT question_condition_fkey FOREIGN KEY (organiser_id, cohort_id, condition_id) REFERENCES registration.question(organiser_id, cohort_id, id);

ALTER TABLE ONLY registration.question
    ADD CONSTRAINT question_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.question
    ADD CONSTRAINT question_session_fkey FOREIGN KEY (organiser_id, session_id) REFERENCES registration.session(organiser_id, id);

ALTER TABLE ONLY registration.receipt
    ADD CONSTRAINT receipt_cohort_fkey FOREIGN KEY (organiser_id, cohort_id) REFERENCES registration.cohort(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.registration
    ADD CONSTRAINT registration_cohort_fkey FOREIGN KEY (organiser_id, cohort_id) REFERENCES registration.cohort(organiser_id, id);

ALTER TABLE ONLY registration.registration
    ADD CONSTRAINT registration_consent_fkey FOREIGN KEY (organiser_id, cohort_id, consent_version) REFERENCES registration.consent(organiser_id, cohort_id, version);

ALTER TABLE ONLY registration.registration
    ADD CONSTRAINT registration_invitation_fkey FOREIGN KEY (organiser_id, invitation_id) REFERENCES registration.invitation(organiser_id, id);

ALTER TABLE ONLY registration.registration
    ADD CONSTRAINT registration_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.registration
    ADD CONSTRAINT registration_person_fkey FOREIGN KEY (organiser_id, person_id) REFERENCES registration.person(organiser_id, id);

ALTER TABLE ONLY registration.scheduled_sending
    ADD CONSTRAINT scheduled_sending_cohort_fkey FOREIGN KEY (organiser_id, cohort_id) REFERENCES registration.cohort(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.scheduled_sending
    ADD CONSTRAINT scheduled_sending_invitation_rule_fkey FOREIGN KEY (organiser_id, invitation_rule_id) REFERENCES registration.invitation_rule(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.scheduled_sending
    ADD CONSTRAINT scheduled_sending_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.seat_count
    ADD CONSTRAINT seat_count_session_fkey FOREIGN KEY (organiser_id, session_id) REFERENCES registration.session(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.seat
    ADD CONSTRAINT seat_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.seat
    ADD CONSTRAINT seat_registration_fkey FOREIGN KEY (organiser_id, registration_id) REFERENCES registration.registration(organiser_id, id);

ALTER TABLE ONLY registration.seat
    ADD CONSTRAINT seat_session_fkey FOREIGN KEY (organiser_id, session_id) REFERENCES registration.session(organiser_id, id);

ALTER TABLE ONLY registration.sensitive_answer
    ADD CONSTRAINT sensitive_answer_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.sensitive_answer
    ADD CONSTRAINT sensitive_answer_question_fkey FOREIGN KEY (organiser_id, question_id) REFERENCES registration.question(organiser_id, id);

ALTER TABLE ONLY registration.sensitive_answer
    ADD CONSTRAINT sensitive_answer_registration_fkey FOREIGN KEY (organiser_id, registration_id) REFERENCES registration.registration(organiser_id, id);

ALTER TABLE ONLY registration.session
    ADD CONSTRAINT session_booked_by_fkey FOREIGN KEY (organiser_id, booked_by_id) REFERENCES registration.organisation(organiser_id, id);

ALTER TABLE ONLY registration.session
    ADD CONSTRAINT session_cohort_fkey FOREIGN KEY (organiser_id, cohort_id) REFERENCES registration.cohort(organiser_id, id);

ALTER TABLE ONLY registration.session
    ADD CONSTRAINT session_host_fkey FOREIGN KEY (organiser_id, host_id) REFERENCES registration.organisation(organiser_id, id);

ALTER TABLE ONLY registration.session
    ADD CONSTRAINT session_organisation_fkey FOREIGN KEY (organiser_id, organisation_id) REFERENCES registration.organisation(organiser_id, id);

ALTER TABLE ONLY registration.session
    ADD CONSTRAINT session_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.session
    ADD CONSTRAINT session_parent_fkey FOREIGN KEY (organiser_id, parent_id) REFERENCES registration.session(organiser_id, id);

ALTER TABLE ONLY registration.session
    ADD CONSTRAINT session_replaces_fkey FOREIGN KEY (organiser_id, replaces_id) REFERENCES registration.session(organiser_id, id);

ALTER TABLE ONLY registration.staff
    ADD CONSTRAINT staff_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);

ALTER TABLE ONLY registration.staff_session
    ADD CONSTRAINT staff_session_staff_fkey FOREIGN KEY (organiser_id, staff_id) REFERENCES registration.staff(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.webhook_attempt
    ADD CONSTRAINT webhook_attempt_message_fkey FOREIGN KEY (organiser_id, message_id) REFERENCES registration.webhook_message(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.webhook_message
    ADD CONSTRAINT webhook_message_webhook_fkey FOREIGN KEY (organiser_id, webhook_id) REFERENCES registration.webhook(organiser_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY registration.webhook
    ADD CONSTRAINT webhook_organiser_id_fkey FOREIGN KEY (organiser_id) REFERENCES registration.organiser(id);
