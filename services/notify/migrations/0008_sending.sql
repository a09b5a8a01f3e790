-- Which mail goes first, who is left alone for a time, and whether the relay takes mail.
alter table delivery add column urgency int not null default 1;
comment on column delivery.urgency is '0 answers an act of the recipient, 1 tells of a change, 2 is due at its hour, 3 goes to many: the lower, the sooner.';

-- A person whose address was refused for now: nothing is sent to them until then, everybody else at the domain gets mail.
create table person_rest (
  person_id uuid primary key,
  until     timestamptz not null
);
comment on table person_rest is 'People whose address was refused for a time: each rests alone. Ids and times only.';
comment on column person_rest.person_id is 'The recipient.';
comment on column person_rest.until is 'Until when nothing is sent to them.';

-- What an operator has to know of the relay: at most one row.
create table relay (
  only_one boolean primary key default true constraint relay_only_one_check check (only_one),
  trouble  text,
  answer   text,
  since    timestamptz not null default clock_timestamp(),
  constraint relay_trouble_check check (trouble in ('unreachable', 'silent', 'certificate', 'tls', 'login', 'limit', 'refuses'))
);
comment on table relay is 'At most one row: whether the relay takes mail, and if not, why. None before the first mail.';
comment on column relay.only_one is 'Sees to it that there is one row.';
comment on column relay.trouble is 'Why it takes no mail: unreachable, silent, certificate, tls, login, limit or refuses; null: it takes mail.';
comment on column relay.answer is 'What it said, or what was wrong; no addresses.';
comment on column relay.since is 'Since when that is so.';
