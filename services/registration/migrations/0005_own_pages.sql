-- Pages of one's own: a language that was chosen is kept against what a browser asks for, and a seat that has gone to
-- a substitute is found from the seat that it was.

alter table person add column language_chosen boolean not null default false;

create index seat_handed_from_idx on seat (organiser_id, handed_from_id) where handed_from_id is not null;
