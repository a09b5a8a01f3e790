-- When a session was last moved, and what people had been told before: pages strike the old time and show the new one.
alter table session
  add column moved_at timestamptz,
  add column moved_from_on date,
  add column moved_from_starts_at timestamptz,
  add column moved_from_ends_at timestamptz;

-- "25–30" or "a whole team": how many an enquiry is about, where that is no number.
alter table enquiry add column people_words text;

comment on column session.moved_at is 'When the session was last moved to another day or time and people were told; null if it never was, or is back where it was.';
comment on column session.moved_from_on is 'The day before the last move; null if it had none.';
comment on column session.moved_from_starts_at is 'The start before the last move; null if it was not known.';
comment on column session.moved_from_ends_at is 'The end before the last move; null if it was not known.';
comment on column enquiry.people_words is 'About how many people, in words; null where a number was given, or nothing.';
