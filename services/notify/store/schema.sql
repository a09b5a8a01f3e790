-- The schema as the migrations leave it, for reading. Written anew by: make schema

CREATE SCHEMA notify;

CREATE TABLE notify.calendar_entry (
    organiser_id uuid NOT NULL,
    seat_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    session_id uuid NOT NULL,
    status text NOT NULL,
    edition integer NOT NULL,
    details jsonb NOT NULL,
    sequence integer,
    is_placed boolean DEFAULT false NOT NULL,
    address text,
    partstat text DEFAULT 'NEEDS-ACTION'::text NOT NULL,
    is_adopted boolean DEFAULT false NOT NULL,
    told_at timestamp with time zone NOT NULL,
    link_generation integer DEFAULT 1 NOT NULL,
    address_edition integer DEFAULT 1 NOT NULL,
    CONSTRAINT calendar_entry_status_check CHECK ((status = ANY (ARRAY['confirmed'::text, 'waiting'::text, 'offered'::text, 'withdrawn'::text, 'cancelled'::text])))
);

CREATE TABLE notify.chore (
    name text NOT NULL,
    done_at timestamp with time zone NOT NULL
);

CREATE TABLE notify.delivery (
    organiser_id uuid NOT NULL,
    id uuid NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    status text DEFAULT 'planned'::text NOT NULL,
    unit_id uuid NOT NULL,
    cohort_id uuid,
    person_id uuid,
    seat_id uuid,
    session_id uuid,
    domain text DEFAULT ''::text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    correlation_id text,
    to_address text,
    subject text,
    message_id text,
    message bytea,
    revision integer DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    first_try_at timestamp with time zone,
    claimed_by uuid,
    sent_at timestamp with time zone,
    last_answer text,
    made_at timestamp with time zone NOT NULL,
    urgency integer DEFAULT 1 NOT NULL,
    latest_at timestamp with time zone,
    CONSTRAINT delivery_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'held'::text, 'sending'::text, 'sent'::text, 'deferred'::text, 'failed'::text, 'bounced'::text, 'cancelled'::text])))
)
WITH (fillfactor='60');

CREATE TABLE notify.delivery_step (
    delivery_id uuid NOT NULL,
    number bigint NOT NULL,
    organiser_id uuid NOT NULL,
    kind text NOT NULL,
    answer text,
    until timestamp with time zone,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT delivery_step_kind_check CHECK ((kind = ANY (ARRAY['sent'::text, 'deferred'::text, 'failed'::text, 'cancelled'::text, 'bounced'::text, 'held'::text, 'again'::text])))
);

ALTER TABLE notify.delivery_step ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME notify.delivery_step_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE notify.domain_rest (
    domain text NOT NULL,
    until timestamp with time zone NOT NULL,
    failures integer DEFAULT 1 NOT NULL
);

CREATE TABLE notify.epoch (
    only_one boolean DEFAULT true NOT NULL,
    value integer DEFAULT 1 NOT NULL,
    held_before timestamp with time zone,
    CONSTRAINT epoch_only_one_check CHECK (only_one)
);

CREATE TABLE notify.erasure (
    organiser_id uuid NOT NULL,
    person_id uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    scrubbed_at timestamp with time zone
);

CREATE TABLE notify.inbound_message (
    id uuid NOT NULL,
    arrival bigint NOT NULL,
    digest bytea NOT NULL,
    received_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    envelope_from text NOT NULL,
    recipients text[] NOT NULL,
    size integer NOT NULL,
    message bytea,
    status text DEFAULT 'open'::text NOT NULL,
    class text,
    outcome text,
    organiser_id uuid,
    person_id uuid,
    seat_id uuid,
    handled_at timestamp with time zone,
    CONSTRAINT inbound_message_class_check CHECK ((class = ANY (ARRAY['calendar_reply'::text, 'report'::text, 'automatic'::text, 'words'::text, 'loop'::text, 'unreadable'::text]))),
    CONSTRAINT inbound_message_class_when_handled_check CHECK (((status = 'open'::text) OR (class IS NOT NULL))),
    CONSTRAINT inbound_message_message_check CHECK (((message IS NOT NULL) OR (status <> 'open'::text))),
    CONSTRAINT inbound_message_status_check CHECK ((status = ANY (ARRAY['open'::text, 'done'::text, 'set_aside'::text])))
);

ALTER TABLE notify.inbound_message ALTER COLUMN arrival ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME notify.inbound_message_arrival_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE notify.inbox (
    event_id uuid NOT NULL,
    kind text NOT NULL,
    taken_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE notify.mail_count (
    who bytea NOT NULL,
    hour_at timestamp with time zone NOT NULL,
    source uuid NOT NULL,
    times integer NOT NULL
);

CREATE TABLE notify.mail_report (
    id uuid NOT NULL,
    organiser_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    person_id uuid,
    kind text NOT NULL,
    status text DEFAULT ''::text NOT NULL,
    answer text,
    mark bytea NOT NULL,
    counts boolean DEFAULT false NOT NULL,
    told_at timestamp with time zone NOT NULL,
    CONSTRAINT mail_report_kind_check CHECK ((kind = ANY (ARRAY['gone'::text, 'full'::text, 'refused'::text, 'delayed'::text, 'passed'::text, 'automatic'::text])))
);

CREATE TABLE notify.migration (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    ran_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE notify.outbox (
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

ALTER TABLE notify.outbox ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME notify.outbox_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE notify.person_mail (
    person_id uuid NOT NULL,
    organiser_id uuid NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    address text,
    dead_at timestamp with time zone,
    answer text,
    away_at timestamp with time zone,
    away_until date,
    away_subject text,
    substitute_email text,
    substitute_name text,
    CONSTRAINT person_mail_dead_check CHECK (((dead_at IS NULL) OR (address IS NOT NULL)))
);

CREATE TABLE notify.person_rest (
    person_id uuid NOT NULL,
    until timestamp with time zone NOT NULL
);

CREATE TABLE notify.relay (
    only_one boolean DEFAULT true NOT NULL,
    trouble text,
    answer text,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT relay_only_one_check CHECK (only_one),
    CONSTRAINT relay_trouble_check CHECK ((trouble = ANY (ARRAY['unreachable'::text, 'silent'::text, 'certificate'::text, 'tls'::text, 'login'::text, 'limit'::text, 'refuses'::text])))
);

CREATE TABLE notify.seat_answer (
    seat_id uuid NOT NULL,
    organiser_id uuid NOT NULL,
    kind text NOT NULL,
    sequence integer NOT NULL,
    dtstamp timestamp with time zone,
    arrival bigint NOT NULL,
    CONSTRAINT seat_answer_kind_check CHECK ((kind = ANY (ARRAY['accepted'::text, 'declined'::text, 'tentative'::text, 'counter'::text, 'refresh'::text, 'delegated'::text])))
);

CREATE TABLE notify.sending_pause (
    only_one boolean DEFAULT true NOT NULL,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT sending_pause_only_one_check CHECK (only_one)
);

CREATE TABLE notify.snapshot (
    organiser_id uuid NOT NULL,
    kind text NOT NULL,
    id uuid NOT NULL,
    cohort_id uuid,
    person_id uuid,
    epoch integer NOT NULL,
    version integer NOT NULL,
    replayed_at timestamp with time zone,
    body jsonb NOT NULL
);

CREATE TABLE notify.unit_due (
    organiser_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    is_held boolean DEFAULT false NOT NULL,
    correlation_id text,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE notify.worker (
    id uuid NOT NULL,
    beat_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY notify.calendar_entry
    ADD CONSTRAINT calendar_entry_pkey PRIMARY KEY (seat_id);

ALTER TABLE ONLY notify.chore
    ADD CONSTRAINT chore_pkey PRIMARY KEY (name);

ALTER TABLE ONLY notify.delivery
    ADD CONSTRAINT delivery_key_key UNIQUE (organiser_id, key);

ALTER TABLE ONLY notify.delivery
    ADD CONSTRAINT delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY notify.delivery_step
    ADD CONSTRAINT delivery_step_pkey PRIMARY KEY (delivery_id, number);

ALTER TABLE ONLY notify.domain_rest
    ADD CONSTRAINT domain_rest_pkey PRIMARY KEY (domain);

ALTER TABLE ONLY notify.epoch
    ADD CONSTRAINT epoch_pkey PRIMARY KEY (only_one);

ALTER TABLE ONLY notify.erasure
    ADD CONSTRAINT erasure_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY notify.inbound_message
    ADD CONSTRAINT inbound_message_digest_key UNIQUE (digest);

ALTER TABLE ONLY notify.inbound_message
    ADD CONSTRAINT inbound_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY notify.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY notify.mail_count
    ADD CONSTRAINT mail_count_pkey PRIMARY KEY (who, hour_at, source);

ALTER TABLE ONLY notify.mail_report
    ADD CONSTRAINT mail_report_once_key UNIQUE (delivery_id, mark);

ALTER TABLE ONLY notify.mail_report
    ADD CONSTRAINT mail_report_pkey PRIMARY KEY (id);

ALTER TABLE ONLY notify.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY notify.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY notify.person_mail
    ADD CONSTRAINT person_mail_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY notify.person_rest
    ADD CONSTRAINT person_rest_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY notify.relay
    ADD CONSTRAINT relay_pkey PRIMARY KEY (only_one);

ALTER TABLE ONLY notify.seat_answer
    ADD CONSTRAINT seat_answer_pkey PRIMARY KEY (seat_id);

ALTER TABLE ONLY notify.sending_pause
    ADD CONSTRAINT sending_pause_pkey PRIMARY KEY (only_one);

ALTER TABLE ONLY notify.snapshot
    ADD CONSTRAINT snapshot_pkey PRIMARY KEY (kind, id);

ALTER TABLE ONLY notify.unit_due
    ADD CONSTRAINT unit_due_pkey PRIMARY KEY (organiser_id, unit_id);

ALTER TABLE ONLY notify.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (id);

CREATE INDEX calendar_entry_address_idx ON notify.calendar_entry USING btree (address) WHERE (address IS NOT NULL);

CREATE INDEX calendar_entry_registration_idx ON notify.calendar_entry USING btree (organiser_id, registration_id);

CREATE INDEX calendar_entry_session_idx ON notify.calendar_entry USING btree (organiser_id, session_id);

CREATE INDEX delivery_claimed_idx ON notify.delivery USING btree (claimed_by) WHERE (status = 'sending'::text);

CREATE INDEX delivery_cohort_idx ON notify.delivery USING btree (organiser_id, cohort_id, id);

CREATE INDEX delivery_due_idx ON notify.delivery USING btree (due_at, id) WHERE (status = ANY (ARRAY['planned'::text, 'deferred'::text]));

CREATE INDEX delivery_ended_idx ON notify.delivery USING btree (status) WHERE (status = ANY (ARRAY['sent'::text, 'cancelled'::text]));

CREATE INDEX delivery_kind_idx ON notify.delivery USING btree (organiser_id, kind, id);

CREATE INDEX delivery_line_idx ON notify.delivery USING btree (organiser_id, urgency, due_at, id) WHERE (status = ANY (ARRAY['planned'::text, 'deferred'::text]));

CREATE INDEX delivery_list_idx ON notify.delivery USING btree (organiser_id, id);

CREATE INDEX delivery_person_idx ON notify.delivery USING btree (organiser_id, person_id, id) WHERE (person_id IS NOT NULL);

CREATE INDEX delivery_session_idx ON notify.delivery USING btree (organiser_id, session_id, id) WHERE (session_id IS NOT NULL);

CREATE INDEX delivery_step_at_idx ON notify.delivery_step USING brin (at);

CREATE INDEX delivery_trouble_idx ON notify.delivery USING btree (organiser_id, status, id) WHERE (status = ANY (ARRAY['held'::text, 'deferred'::text, 'failed'::text, 'bounced'::text]));

CREATE INDEX delivery_unit_idx ON notify.delivery USING btree (organiser_id, unit_id);

CREATE INDEX erasure_open_idx ON notify.erasure USING btree (asked_at) WHERE (scrubbed_at IS NULL);

CREATE INDEX inbound_message_class_idx ON notify.inbound_message USING btree (class, status);

CREATE INDEX inbound_message_open_idx ON notify.inbound_message USING btree (arrival) WHERE (status = 'open'::text);

CREATE INDEX inbound_message_person_idx ON notify.inbound_message USING btree (organiser_id, person_id) WHERE (person_id IS NOT NULL);

CREATE INDEX inbound_message_received_idx ON notify.inbound_message USING btree (received_at) WHERE (message IS NOT NULL);

CREATE INDEX inbox_taken_idx ON notify.inbox USING btree (taken_at);

CREATE INDEX mail_count_hour_idx ON notify.mail_count USING btree (hour_at);

CREATE INDEX mail_report_person_idx ON notify.mail_report USING btree (organiser_id, person_id, told_at) WHERE counts;

CREATE INDEX mail_report_told_idx ON notify.mail_report USING btree (told_at);

CREATE INDEX outbox_answered_idx ON notify.outbox USING btree (answered_at) WHERE ((status = 'done'::text) AND (payload IS NOT NULL));

CREATE INDEX outbox_open_idx ON notify.outbox USING btree (offer_at, seq) WHERE (status = 'open'::text);

CREATE INDEX outbox_parked_idx ON notify.outbox USING btree (seq) WHERE (status = 'parked'::text);

CREATE INDEX person_mail_away_idx ON notify.person_mail USING btree (away_at) WHERE (away_at IS NOT NULL);

CREATE INDEX snapshot_cohort_idx ON notify.snapshot USING btree (organiser_id, cohort_id, kind, id);

CREATE INDEX snapshot_person_idx ON notify.snapshot USING btree (organiser_id, person_id, kind) WHERE (person_id IS NOT NULL);

CREATE INDEX snapshot_sending_idx ON notify.snapshot USING btree (kind, id) WHERE ((kind = ANY (ARRAY['organiser'::text, 'cohort'::text])) AND (((body ->> 'sending_paused_at'::text) IS NOT NULL) OR ((body ->> 'send_hours'::text) IS NOT NULL)));

CREATE INDEX snapshot_test_idx ON notify.snapshot USING btree (id) WHERE ((kind = 'mailing_recipient'::text) AND ((body ->> 'test_to'::text) IS NOT NULL));
