-- An invitation is sent and may come back later. Events come in any order, so the newest is told by its time.
alter table invitation add column delivery_told_at timestamptz;
comment on column invitation.delivery_told_at is 'When notify noted what became of the mail, as far as it has been told; null: nothing is known yet.';
