-- Replies in words, by mail: kept as an enquiry of somebody whom the organiser knows.
alter table enquiry add column person_id uuid;
alter table enquiry add column session_id uuid;
alter table enquiry add column is_letter boolean not null default false;
alter table enquiry add column attachments text[] not null default '{}';
alter table enquiry add constraint enquiry_person_fkey
  foreign key (organiser_id, person_id) references person (organiser_id, id) on delete set null (person_id) not valid;
alter table enquiry add constraint enquiry_session_fkey
  foreign key (organiser_id, session_id) references session (organiser_id, id) on delete set null (session_id) not valid;

comment on column enquiry.person_id is 'The person who wrote, where it is a reply to one of our mails; null: not known.';
comment on column enquiry.session_id is 'The session that the mail was about to which it is a reply; null: none.';
comment on column enquiry.is_letter is 'Whether it came as a reply by mail instead of through the form.';
comment on column enquiry.attachments is 'Names of files that came with the mail. The files are not kept.';
