-- What a cohort asks of those who come, and what they answer. Sensitive answers stand apart, and are erased after the sessions.

create table question (
  organiser_id     uuid not null references organiser,
  id               uuid primary key,
  source_id        text,
  cohort_id        uuid not null,
  position         int not null,
  kind             text not null constraint question_kind_check
                   check (kind in ('text', 'long_text', 'one_of', 'several_of', 'yes_no', 'number', 'date')),
  label            text not null,
  label_en         text,
  help             text,    -- why we ask
  help_en          text,
  options          jsonb not null default '[]',
  required         boolean not null default false,
  sensitive        boolean not null default false,
  session_id       uuid,    -- asked only of those who take this date
  condition_id     uuid,    -- asked only of those who gave that question one of these answers
  condition_values text[],
  retired_at       timestamptz,
  erased_at        timestamptz,  -- when the answers to it were last erased, and how many they were
  erased           int,
  version          int not null default 1,
  constraint question_tenant_key unique (organiser_id, id),
  constraint question_cohort_key unique (organiser_id, cohort_id, id),
  constraint question_condition_check check ((condition_id is null) = (condition_values is null)),
  constraint question_erased_check check ((erased_at is null) = (erased is null)),
  constraint question_cohort_fkey foreign key (organiser_id, cohort_id) references cohort (organiser_id, id),
  constraint question_session_fkey foreign key (organiser_id, session_id) references session (organiser_id, id),
  constraint question_condition_fkey foreign key (organiser_id, cohort_id, condition_id)
                                     references question (organiser_id, cohort_id, id)
);
create index question_order_idx on question (organiser_id, cohort_id, position, id);
create index question_session_idx on question (organiser_id, session_id) where session_id is not null;

-- In a table of their own, so that whatever reads a registration reads none of them.
create table sensitive_answer (
  organiser_id    uuid not null references organiser,
  registration_id uuid not null,
  question_id     uuid not null,
  answer          jsonb not null,
  primary key (registration_id, question_id),
  constraint sensitive_answer_registration_fkey foreign key (organiser_id, registration_id) references registration (organiser_id, id),
  constraint sensitive_answer_question_fkey foreign key (organiser_id, question_id) references question (organiser_id, id)
);
create index sensitive_answer_question_idx on sensitive_answer (organiser_id, question_id);

-- What those who come agree to: each text that was ever shown, so that what somebody accepted can be read again.
create table consent (
  organiser_id uuid not null references organiser,
  cohort_id    uuid not null,
  version      int not null constraint consent_version_check check (version > 0),
  text         text,  -- null: from this version on nothing is agreed to
  text_en      text,
  made_at      timestamptz not null,
  primary key (organiser_id, cohort_id, version),
  constraint consent_cohort_fkey foreign key (organiser_id, cohort_id) references cohort (organiser_id, id) on delete cascade
);
alter table registration
  add column consent_version int,
  add column consented_at timestamptz,
  add constraint registration_consent_check check ((consent_version is null) = (consented_at is null)),
  add constraint registration_consent_fkey foreign key (organiser_id, cohort_id, consent_version)
                                           references consent (organiser_id, cohort_id, version);

-- Whether a cohort asks anything at all, where its sessions are read anyway: most ask nothing, and need not look.
alter table cohort add column asks boolean not null default false;
create function note_asks() returns trigger language plpgsql set search_path = registration, pg_temp as $$
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
create trigger question_asks after insert or update of retired_at or delete on question for each row execute function note_asks();
create trigger consent_asks after insert or delete on consent for each row execute function note_asks();
