-- migrate: no transaction
-- The first page of staff counts who has not answered and whose invitation came back, in every open cohort.
create index concurrently if not exists invitation_unanswered_idx on invitation (organiser_id, cohort_id, status, invitation_rule_id)
  where status in ('sent', 'bounced');
