-- What notify knows of the mail to a person: a dead address, and an absence that they answer with by themselves.
create table person_mail (
  organiser_id     uuid not null,
  person_id        uuid not null,
  epoch            int not null,
  version          int not null,
  address          text,
  dead_since       timestamptz,
  answer           text,
  away_told_at     timestamptz,
  away_until       date,
  away_subject     text,
  substitute_email text,
  substitute_name  text,
  constraint person_mail_pkey primary key (organiser_id, person_id),
  constraint person_mail_person_fkey foreign key (organiser_id, person_id) references person (organiser_id, id) on delete cascade,
  constraint person_mail_dead_check check (dead_since is null or address is not null)
);
-- The table is new and empty, so its indexes need not be built beside writes.
-- squawk-ignore require-concurrent-index-creation
create index person_mail_dead_idx on person_mail (organiser_id, person_id) where dead_since is not null;
-- squawk-ignore require-concurrent-index-creation
create index person_mail_substitute_idx on person_mail (organiser_id, substitute_email) where substitute_email is not null;

comment on table person_mail is 'What notify tells of the mail to a person: whether it arrives, and what their mailbox answers by itself.';
comment on column person_mail.organiser_id is 'The organiser whose row it is.';
comment on column person_mail.person_id is 'The person.';
comment on column person_mail.epoch is 'With version: how new it is.';
comment on column person_mail.version is 'Rises with each change in notify.';
comment on column person_mail.address is 'The address that is dead, in lower case; it says nothing of another one. Null: none.';
comment on column person_mail.dead_since is 'Since when mail to it is held; null: it is not.';
comment on column person_mail.answer is 'What a mail server said of it.';
comment on column person_mail.away_told_at is 'When an automatic reply told of an absence; null: there is none.';
comment on column person_mail.away_until is 'The last day of the absence; null: it is not said.';
comment on column person_mail.away_subject is 'Subject of the automatic reply.';
comment on column person_mail.substitute_email is 'Whom it names to be written to instead; null: nobody.';
comment on column person_mail.substitute_name is 'Their name, as far as it says.';
