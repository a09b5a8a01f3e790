-- What mail servers and mailboxes say of mails afterwards, and what follows for the address of a person.
create table mail_report (
  id           uuid not null,
  organiser_id uuid not null,
  delivery_id  uuid not null,
  person_id    uuid,
  kind         text not null,
  status       text not null default '',
  answer       text,
  mark         bytea not null,
  counts       boolean not null default false,
  told_at      timestamptz not null,
  constraint mail_report_pkey primary key (id),
  constraint mail_report_once_key unique (delivery_id, mark),
  constraint mail_report_kind_check check (kind in ('gone', 'full', 'refused', 'delayed', 'passed', 'automatic'))
);
-- The tables are new and empty, so their indexes need not be built beside writes.
-- squawk-ignore require-concurrent-index-creation
create index mail_report_person_idx on mail_report (organiser_id, person_id, told_at) where counts;
-- squawk-ignore require-concurrent-index-creation
create index mail_report_told_idx on mail_report (told_at);

comment on table mail_report is 'Reports of mail servers and automatic replies that came for a mail of ours. The same one is here once.';
comment on column mail_report.id is 'Made by the service.';
comment on column mail_report.organiser_id is 'The organiser whose row it is.';
comment on column mail_report.delivery_id is 'The mail, by the address that it was answered to.';
comment on column mail_report.person_id is 'Whom the mail was to; null: not to a person of the directory.';
comment on column mail_report.kind is 'gone: no such mailbox; full; refused: any other failure; delayed; passed: it was handed on; automatic: a program answered.';
comment on column mail_report.status is 'Status code by RFC 3463; empty: none was given.';
comment on column mail_report.answer is 'What the server said, one line; null once the person is erased.';
comment on column mail_report.mark is 'SHA-256 by which the same report is known again.';
comment on column mail_report.counts is 'Whether it speaks against the present address: not after somebody has said that it is to be tried again.';
comment on column mail_report.told_at is 'When it was read.';

create table person_mail (
  person_id        uuid not null,
  organiser_id     uuid not null,
  version          int not null default 1,
  address          text,
  dead_at          timestamptz,
  answer           text,
  away_at          timestamptz,
  away_until       date,
  away_subject     text,
  substitute_email text,
  substitute_name  text,
  constraint person_mail_pkey primary key (person_id),
  constraint person_mail_dead_check check (dead_at is null or address is not null)
);
-- squawk-ignore require-concurrent-index-creation
create index person_mail_away_idx on person_mail (away_at) where away_at is not null;

comment on table person_mail is 'What is known of the mail to a person: whether their address is dead, and what they answer by themselves.';
comment on column person_mail.person_id is 'The person.';
comment on column person_mail.organiser_id is 'The organiser whose row it is.';
comment on column person_mail.version is 'Rises with each change, so that registration takes the newest.';
comment on column person_mail.address is 'The dead address, in lower case; mail to it is held. Null: none.';
comment on column person_mail.dead_at is 'Since when it counts as dead; null: it does not.';
comment on column person_mail.answer is 'What the server said when it did.';
comment on column person_mail.away_at is 'When the automatic reply came that tells of an absence; null: there is none.';
comment on column person_mail.away_until is 'The last day of the absence; null: the reply does not say.';
comment on column person_mail.away_subject is 'Subject of that reply.';
comment on column person_mail.substitute_email is 'Whom the reply names to be written to instead; null: nobody.';
comment on column person_mail.substitute_name is 'Their name, as far as the reply says.';
