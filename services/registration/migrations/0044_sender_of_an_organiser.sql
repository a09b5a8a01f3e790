-- Who mail is from: an organiser's own name and, within the domains that the operator allows, its own address.
alter table organiser add column sender_name text;
alter table organiser add column sender_address text;

comment on column organiser.sender_name is 'The name in From; null: the organiser''s.';
comment on column organiser.sender_address is 'The address in From of mail without a calendar part, in a domain that the operator allows; null: the installation''s.';
