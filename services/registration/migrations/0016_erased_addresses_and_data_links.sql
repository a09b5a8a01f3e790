-- A colleague who was registered with somebody else's address loses it when that person is erased.
alter table person add column address_erased boolean not null default false;

comment on column person.address_erased is 'The address belonged to somebody else who has been erased: nothing of it is kept.';

-- Whoever has a personal link may ask for the person's data, or their erasure: a link for a day, mailed to the person, leads to both.
alter table registration add column data_asked_at timestamptz;
alter table registration add column data_generation int not null default 0;

comment on column registration.data_asked_at is 'When the link to the person''s stored data was last to be mailed; it is valid for a day.';
comment on column registration.data_generation is 'Generation of that link; links of an earlier one are dead.';
