-- What was there before: the generation of the secret of a webhook, and whether a seat that was handed over followed a position.

-- Which secret signs beside the newest: after a restore generations leap, so that no secret comes again, and the one before is not one less.
alter table webhook add column previous_generation int;
comment on column webhook.previous_generation is 'The generation of the secret before; null before the first rotation, and where an earlier release rotated: then it is one less.';

-- A seat that followed a position to whoever has it now, which is not the same as a substitute: mails and pages say it otherwise.
alter table seat add column by_position boolean not null default false;
comment on column seat.by_position is 'With handed_from_id: whoever had it before has left the position that it belongs to.';
