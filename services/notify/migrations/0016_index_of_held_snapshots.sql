-- migrate: no transaction
-- The few tenants and cohorts that have paused their mail or chosen hours for it: looked up before every claim.
create index concurrently if not exists snapshot_sending_idx on snapshot (kind, id)
 where kind in ('organiser', 'cohort') and (body ->> 'sending_paused_at' is not null or body ->> 'send_hours' is not null);
