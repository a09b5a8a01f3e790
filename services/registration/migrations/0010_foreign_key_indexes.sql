-- migrate: no transaction
-- Foreign keys whose own columns no index found: deleting an organisation, a contact or a session read the referring
-- tables whole. Few rows fill these columns, so the others are left out. Two more need none: what is asked of a cohort,
-- and what is agreed to there, is found among the rows of that cohort (question_cohort_key, registration_cohort_idx).
create index concurrently if not exists contact_organisation_idx
  on registration.contact (organiser_id, organisation_id) where organisation_id is not null;
create index concurrently if not exists programme_contact_idx
  on registration.programme (organiser_id, contact_id) where contact_id is not null;
create index concurrently if not exists programme_commissioner_idx
  on registration.programme (organiser_id, commissioner_id) where commissioner_id is not null;
create index concurrently if not exists session_parent_idx
  on registration.session (organiser_id, parent_id) where parent_id is not null;
create index concurrently if not exists session_replaces_idx
  on registration.session (organiser_id, replaces_id) where replaces_id is not null;
create index concurrently if not exists session_organisation_idx
  on registration.session (organiser_id, organisation_id) where organisation_id is not null;
create index concurrently if not exists session_host_idx
  on registration.session (organiser_id, host_id) where host_id is not null;
create index concurrently if not exists session_booked_by_idx
  on registration.session (organiser_id, booked_by_id) where booked_by_id is not null;
create index concurrently if not exists invitation_rule_invited_by_idx
  on registration.invitation_rule (organiser_id, invited_by_id) where invited_by_id is not null;

-- The same columns as audience_tenant_key, which is unique.
drop index concurrently if exists audience_name_idx;
