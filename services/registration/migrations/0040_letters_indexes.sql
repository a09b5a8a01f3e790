-- migrate: no transaction
-- A person's page shows what they have written; both are looked up when a person or a session is deleted.
create index concurrently if not exists enquiry_person_idx on enquiry (organiser_id, person_id) where person_id is not null;
create index concurrently if not exists enquiry_session_idx on enquiry (organiser_id, session_id) where session_id is not null;
