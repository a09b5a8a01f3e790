-- A cohort may ask that the link in the mail is opened before a registration by a public form counts. Until then its
-- registration has a time to be confirmed, and its seats are waits that a seat is held for, as by an offer.
alter table cohort add column must_confirm boolean not null default false;

alter table registration
  add column confirm_until timestamptz,
  add column confirm_with_id uuid;

comment on column cohort.must_confirm is 'Whether a registration by a public form counts only when the link mailed to the address has been opened and confirmed.';
comment on column registration.confirm_until is 'Until when a registration that nobody has confirmed can be; it stays where the time ran out. Null: confirmed, or needs no confirming.';
comment on column registration.confirm_with_id is 'The registration whose link confirms this one too: of people registered at once with one address, only one gets the mail.';
