-- When somebody who had not answered was reminded: notify mails once for each time, and nobody twice on one day.
alter table invitation add column reminded_at timestamptz;

comment on column invitation.reminded_at is 'When the person, who had not answered, was last reminded.';
