-- Letters of one's own: a subject and a text for a kind of letter, of an organiser, a programme or a cohort.
create table letter_text (
  organiser_id uuid not null references organiser,
  id           uuid primary key,
  programme_id uuid,
  cohort_id    uuid,
  owner_id     uuid not null generated always as (coalesce(cohort_id, programme_id, organiser_id)) stored,
  letter       text not null,
  subject_sv   text,
  body_sv      text,
  subject_en   text,
  body_en      text,
  version      int not null default 1,
  constraint letter_text_once_key unique (organiser_id, owner_id, letter),
  constraint letter_text_programme_fkey foreign key (organiser_id, programme_id) references programme (organiser_id, id),
  constraint letter_text_cohort_fkey foreign key (organiser_id, cohort_id) references cohort (organiser_id, id),
  constraint letter_text_owner_check check (programme_id is null or cohort_id is null)
);
-- squawk-ignore require-concurrent-index-creation
create index letter_text_programme_idx on letter_text (organiser_id, programme_id) where programme_id is not null;
-- squawk-ignore require-concurrent-index-creation
create index letter_text_cohort_idx on letter_text (organiser_id, cohort_id) where cohort_id is not null;

comment on table letter_text is 'A subject and a text of the organiser''s own for one kind of letter; where it is null, ours or that of the programme or the organiser holds.';
comment on column letter_text.organiser_id is 'The tenant.';
comment on column letter_text.id is 'The text.';
comment on column letter_text.programme_id is 'The programme whose it is; null with cohort_id null: the organiser''s.';
comment on column letter_text.cohort_id is 'The cohort whose it is.';
comment on column letter_text.owner_id is 'Whose it is: the cohort''s, the programme''s, or the organiser''s own.';
comment on column letter_text.letter is 'The kind of letter (shared/letter_texts.py).';
comment on column letter_text.subject_sv is 'One line with placeholders, in Swedish.';
comment on column letter_text.body_sv is 'Markdown with placeholders (shared/placeholders.py), which follows the greeting.';
comment on column letter_text.subject_en is 'As subject_sv, in English.';
comment on column letter_text.body_en is 'As body_sv, in English.';
comment on column letter_text.version is 'Rises with each change. A text that is taken away leaves its row, without texts: the sum of an owner''s versions never falls.';
