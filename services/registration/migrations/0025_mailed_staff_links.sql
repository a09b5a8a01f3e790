-- The link for choosing a password is mailed by notify, which derives it from the generation; of a printed one the hash is stored.
alter table staff add column version int not null default 1;
alter table staff add column link_reason text;

comment on column staff.version is 'Rises with each change that notify is told.';
comment on column staff.link_reason is 'Why the newest link was mailed: invited or forgotten; null for a printed one.';
