-- One calendar feed for each person, numbered above the calendar mails; its entries say when they changed.

alter table person add column feed_generation int not null default 1;
alter table registration add column was_subscribed boolean not null default false;
alter table session add column changed_at timestamptz not null default now();
alter table cohort add column changed_at timestamptz not null default now();
alter table programme add column changed_at timestamptz not null default now();

-- Files of calendar entries must be the same until something changes: each entry has the time of its last change as DTSTAMP.
create function note_change() returns trigger language plpgsql set search_path = registration, pg_temp as $$
begin
  new.changed_at := clock_timestamp();
  return new;
end $$;

create trigger session_changed before update on session
  for each row when (old.version is distinct from new.version) execute function note_change();
create trigger cohort_changed before update on cohort
  for each row when (old.version is distinct from new.version) execute function note_change();
create trigger programme_changed before update on programme
  for each row when (old.version is distinct from new.version) execute function note_change();

comment on column person.feed_generation is 'Of the link to the calendar feed with all dates of the person; raising it revokes the link.';
comment on column registration.was_subscribed is 'Its dates have been in the feed before another calendar was chosen: mails then count above the feed.';
comment on column session.changed_at is 'When `version` was raised last.';
comment on column cohort.changed_at is 'When `version` was raised last.';
comment on column programme.changed_at is 'When `version` was raised last.';
