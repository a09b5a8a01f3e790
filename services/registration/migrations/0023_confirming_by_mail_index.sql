-- migrate: no transaction
-- The registrations that nobody has confirmed, which end by themselves: few at any time.
create index concurrently if not exists registration_unconfirmed_idx on registration (confirm_until)
 where confirm_until is not null and status <> 'withdrawn';
