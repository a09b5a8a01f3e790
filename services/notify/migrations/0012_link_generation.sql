-- Which generation of the personal join link a calendar entry holds: a replaced link is mailed as an update of the entry.
alter table calendar_entry add column link_generation int not null default 1;

comment on column calendar_entry.link_generation is 'Generation of the join link that was told; an entry with an earlier one gets an update.';
