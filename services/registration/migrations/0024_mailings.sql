-- Mailings: a text of the organiser's own to some of a cohort's people; templates for them, and small files that go with them.
create table mailing (
  organiser_id    uuid not null references organiser,
  id              uuid primary key,
  cohort_id       uuid not null,
  selection       jsonb not null,
  subject         text not null,
  body            text not null,
  status          text not null default 'draft' constraint mailing_status_check check (status in ('draft', 'scheduled', 'sent', 'cancelled')),
  send_at         timestamptz,
  sent_at         timestamptz,
  recipients      int,
  without_address int,
  created_at      timestamptz not null,
  version         int not null default 1,
  -- What an open mailing names cannot be deleted: the mailing could not go, or would go to everybody.
  named_session_id uuid generated always as (case when status in ('draft', 'scheduled') then (selection ->> 'session_id')::uuid end) stored,
  named_other_session_id uuid generated always as (case when status in ('draft', 'scheduled') then (selection ->> 'not_session_id')::uuid end) stored,
  named_organisation_id uuid generated always as (case when status in ('draft', 'scheduled') then (selection ->> 'organisation_id')::uuid end) stored,
  named_audience_id uuid generated always as (case when status in ('draft', 'scheduled') then (selection ->> 'audience_id')::uuid end) stored,
  constraint mailing_tenant_key unique (organiser_id, id),
  constraint mailing_cohort_fkey foreign key (organiser_id, cohort_id) references cohort (organiser_id, id),
  constraint mailing_named_session_fkey foreign key (organiser_id, named_session_id) references session (organiser_id, id),
  constraint mailing_named_other_session_fkey foreign key (organiser_id, named_other_session_id) references session (organiser_id, id),
  constraint mailing_named_organisation_fkey foreign key (organiser_id, named_organisation_id) references organisation (organiser_id, id),
  constraint mailing_named_audience_fkey foreign key (organiser_id, named_audience_id) references audience (organiser_id, id),
  constraint mailing_times_check check ((status <> 'scheduled' or send_at is not null) and (status = 'sent') = (sent_at is not null))
);
-- squawk-ignore require-concurrent-index-creation
create index mailing_cohort_idx on mailing (organiser_id, cohort_id, id);
-- squawk-ignore require-concurrent-index-creation
create index mailing_due_idx on mailing (send_at) where status = 'scheduled';
-- squawk-ignore require-concurrent-index-creation
create index mailing_named_session_idx on mailing (organiser_id, named_session_id) where named_session_id is not null;
-- squawk-ignore require-concurrent-index-creation
create index mailing_named_other_session_idx on mailing (organiser_id, named_other_session_id) where named_other_session_id is not null;
-- squawk-ignore require-concurrent-index-creation
create index mailing_named_organisation_idx on mailing (organiser_id, named_organisation_id) where named_organisation_id is not null;
-- squawk-ignore require-concurrent-index-creation
create index mailing_named_audience_idx on mailing (organiser_id, named_audience_id) where named_audience_id is not null;

create table mailing_recipient (
  organiser_id    uuid not null references organiser,
  id              uuid primary key,
  mailing_id      uuid not null,
  person_id       uuid not null,
  registration_id uuid,
  invitation_id   uuid,
  version         int not null default 1,
  constraint mailing_recipient_once_key unique (organiser_id, mailing_id, person_id),
  constraint mailing_recipient_mailing_fkey foreign key (organiser_id, mailing_id) references mailing (organiser_id, id),
  constraint mailing_recipient_person_fkey foreign key (organiser_id, person_id) references person (organiser_id, id),
  constraint mailing_recipient_registration_fkey
    foreign key (organiser_id, registration_id) references registration (organiser_id, id),
  constraint mailing_recipient_invitation_fkey foreign key (organiser_id, invitation_id) references invitation (organiser_id, id)
);
-- squawk-ignore require-concurrent-index-creation
create index mailing_recipient_person_idx on mailing_recipient (organiser_id, person_id);
-- squawk-ignore require-concurrent-index-creation
create index mailing_recipient_registration_idx on mailing_recipient (organiser_id, registration_id);
-- squawk-ignore require-concurrent-index-creation
create index mailing_recipient_invitation_idx on mailing_recipient (organiser_id, invitation_id);

create table mailing_attachment (
  organiser_id uuid not null references organiser,
  id           uuid primary key,
  mailing_id   uuid not null,
  name         text not null,
  media_type   text not null,
  content      bytea not null,
  constraint mailing_attachment_name_key unique (organiser_id, mailing_id, name),
  constraint mailing_attachment_mailing_fkey foreign key (organiser_id, mailing_id) references mailing (organiser_id, id) on delete cascade
);

create table mailing_template (
  organiser_id uuid not null references organiser,
  id           uuid primary key,
  name         text not null,
  subject      text not null,
  body         text not null,
  version      int not null default 1,
  constraint mailing_template_name_key unique (organiser_id, name)
);

comment on table mailing is 'A text of the organiser''s own to some of a cohort''s people.';
comment on column mailing.organiser_id is 'Whose it is.';
comment on column mailing.id is 'Made by the service; sorts by the time at which it was made (UUIDv7).';
comment on column mailing.cohort_id is 'The cohort whose people it goes to.';
comment on column mailing.selection is 'Which of them, as in domain/mailings/mailing.py; evaluated when it is sent.';
comment on column mailing.subject is 'May have placeholders (shared/placeholders.py).';
comment on column mailing.body is 'Markdown, with placeholders likewise.';
comment on column mailing.status is 'draft: nobody gets it yet. scheduled: goes at send_at. sent: the recipients are fixed. cancelled: nobody gets it.';
comment on column mailing.send_at is 'When it goes, if it is scheduled.';
comment on column mailing.sent_at is 'When its recipients were fixed and notify was told.';
comment on column mailing.recipients is 'How many were mailed; null until it is sent.';
comment on column mailing.without_address is 'How many matched and have no address; null until it is sent.';
comment on column mailing.created_at is 'When it was first stored.';
comment on column mailing.version is 'Rises with each change.';
comment on column mailing.named_session_id is 'The session in which people must have a place, as the selection of an open mailing names it: it cannot be deleted meanwhile.';
comment on column mailing.named_other_session_id is 'The session in which they must have none, as the selection of an open mailing names it: it cannot be deleted meanwhile.';
comment on column mailing.named_organisation_id is 'The organisation of the people, as the selection of an open mailing names it: it cannot be deleted meanwhile.';
comment on column mailing.named_audience_id is 'The audience of the people, as the selection of an open mailing names it: it cannot be deleted meanwhile.';
comment on table mailing_recipient is 'One person who was mailed by a mailing.';
comment on column mailing_recipient.organiser_id is 'Whose it is.';
comment on column mailing_recipient.id is 'Made by the service; names the mail in notify.';
comment on column mailing_recipient.mailing_id is 'The mailing.';
comment on column mailing_recipient.person_id is 'Who gets it.';
comment on column mailing_recipient.registration_id is 'Their registration in the cohort when it was sent, which the mail links to.';
comment on column mailing_recipient.invitation_id is 'Their invitation to the cohort when it was sent.';
comment on column mailing_recipient.version is 'Version of the snapshot for notify.';
comment on table mailing_attachment is 'A small file that goes with a mailing; its type was read from its content.';
comment on column mailing_attachment.organiser_id is 'Whose it is.';
comment on column mailing_attachment.id is 'Made by the service.';
comment on column mailing_attachment.mailing_id is 'The mailing.';
comment on column mailing_attachment.name is 'The file''s name in the mail.';
comment on column mailing_attachment.media_type is 'As its content is, whatever its name says.';
comment on column mailing_attachment.content is 'The bytes.';
comment on table mailing_template is 'A text that is kept to be used again in mailings.';
comment on column mailing_template.organiser_id is 'Whose it is.';
comment on column mailing_template.id is 'Made by the service.';
comment on column mailing_template.name is 'What the organiser calls it.';
comment on column mailing_template.subject is 'May have placeholders.';
comment on column mailing_template.body is 'Markdown, with placeholders likewise.';
comment on column mailing_template.version is 'Rises with each change.';
