-- Which of a person's addresses was told of a seat: another address is told anew, and the earlier one loses its entry.
alter table calendar_entry add column address_edition int not null default 1;

comment on column calendar_entry.address_edition is 'Edition of the holder''s e-mail address that was told; a later address is told anew.';
