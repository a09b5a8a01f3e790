-- When mail leaves: an organiser and a cohort can pause theirs, and choose the hours in which invitations, reminders and mailings go.
alter table organiser add column sending_paused_at timestamptz;
alter table organiser add column send_hours jsonb;
alter table cohort add column sending_paused_at timestamptz;
alter table cohort add column send_hours jsonb;

comment on column organiser.sending_paused_at is 'Since when its mail waits; null: it goes.';
comment on column organiser.send_hours is 'In which hours invitations, reminders and mailings go: days, opens, closes; null: at any.';
comment on column cohort.sending_paused_at is 'Since when its mail waits; null: it goes.';
comment on column cohort.send_hours is 'In which hours its invitations, reminders and mailings go; null: as the organiser says.';
