-- A waiting list's rule, offers of a seat that hold for a time, and single dates on seats that a series has left over.

alter table cohort
  add column waiting_order text not null default 'time'
    constraint cohort_waiting_order_check check (waiting_order in ('time', 'organisation_first')),
  add column offer_hours int not null default 24 constraint cohort_offer_hours_check check (offer_hours between 1 and 336),
  add column drop_in boolean not null default false,
  add column drop_in_from date;

-- With a wait: a seat is held for it until then, and counts as taken. Afterwards both stay, as what was.
alter table seat
  add column offered_at timestamptz,
  add column offered_until timestamptz,
  add constraint seat_offer_check check ((offered_at is null) = (offered_until is null));
create index seat_offered_idx on seat (offered_until) where status = 'waiting' and offered_until is not null;
