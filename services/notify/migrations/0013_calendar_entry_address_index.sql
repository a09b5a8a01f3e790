-- migrate: no transaction
-- Mail that comes in finds the seat by the address that it was sent to.
create index concurrently if not exists calendar_entry_address_idx on calendar_entry (address) where address is not null;
