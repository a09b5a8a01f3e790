-- Which secret signs beside the newest: after a restore generations leap, so that no secret comes again, and the one before is not one less.
alter table webhook add column previous_generation int;
comment on column webhook.previous_generation is 'The generation of the secret before; null before the first rotation, and where an earlier release rotated: then it is one less.';
