-- An offer that was taken has no time any more, but it holds its seat from when it was made.
update seat set offered_until = null where status = 'confirmed' and offered_until is not null;
alter table seat
  drop constraint seat_offer_check,
  add constraint seat_offer_check check (offered_until is null or offered_at is not null);
