-- migrate: no transaction
-- The unsent mails of each tenant by urgency: each tenant's first due mail is found without a walk through the others'.
create index concurrently if not exists delivery_line_idx on delivery (organiser_id, urgency, due_at, id)
 where status in ('planned', 'deferred');
