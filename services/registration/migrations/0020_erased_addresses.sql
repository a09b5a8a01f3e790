-- A colleague who was registered with somebody else's address loses it when that person is erased.
alter table person add column address_erased boolean not null default false;

comment on column person.address_erased is 'The address belonged to somebody else who has been erased: nothing of it is kept.';
