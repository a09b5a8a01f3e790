-- What is public, what is asked there, and by whom how often.

-- When a cohort was first published: what never was is nobody's to see, also when it is cancelled. Set here, so that no
-- writer of a status can forget it.
alter table cohort add column published_at timestamptz;
update cohort set published_at = now() where status in ('open', 'closed');
create function note_published() returns trigger language plpgsql as $$
begin
  if new.published_at is null and new.status in ('open', 'closed') then
    new.published_at := clock_timestamp();
  end if;
  return new;
end $$;
create trigger cohort_published before insert or update of status on cohort for each row execute function note_published();
create index cohort_published_idx on cohort (organiser_id, id) where published_at is not null;

-- When somebody last asked for the link to their page again (shared/events.py, Registration).
alter table registration add column link_asked_at timestamptz;

-- Who wants to know when registration opens: for a programme, or for anything (null). The address is kept until then.
create table interest (
  organiser_id uuid not null references organiser,
  id           uuid primary key,
  programme_id uuid,
  email        text not null,
  email_key    text not null,
  language     text not null constraint interest_language_check check (language in ('sv', 'en')),
  asked_at     timestamptz not null,
  constraint interest_once_key unique nulls not distinct (organiser_id, programme_id, email_key),
  constraint interest_programme_fkey foreign key (organiser_id, programme_id) references programme (organiser_id, id) on delete cascade
);
create index interest_asked_idx on interest (asked_at);

-- What somebody asks the organiser to arrange.
create table enquiry (
  organiser_id uuid not null references organiser,
  id           uuid primary key,
  status       text not null default 'new' constraint enquiry_status_check check (status in ('new', 'answered')),
  subject      text not null,
  audience     text,
  people       int constraint enquiry_people_check check (people > 0),
  wanted_when  text,
  organisation text not null,
  name         text not null,
  email        text not null,
  reference    text,
  message      text,
  language     text not null constraint enquiry_language_check check (language in ('sv', 'en')),
  contact      jsonb,          -- to whom it was sent
  note         text,           -- the coordinator's own
  answer       text,           -- what was mailed back from here
  answered_at  timestamptz,
  asked_at     timestamptz not null,
  version      int not null default 1,
  constraint enquiry_tenant_key unique (organiser_id, id)
);
create index enquiry_list_idx on enquiry (organiser_id, status, id);

-- How often the public forms were used from one place in one hour; `who` is a keyed hash, of which no address can be
-- made, and the row goes the day after.
create table posted (
  organiser_id uuid not null references organiser on delete cascade,
  who          bytea not null,
  hour_at      timestamptz not null,
  times        int not null default 1,
  primary key (organiser_id, who, hour_at)
);
create index posted_hour_idx on posted (hour_at);
