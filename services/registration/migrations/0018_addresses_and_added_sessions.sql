-- Rises when a person gets another e-mail address, or none: notify tells the new one what the old one was told.
alter table person add column address_edition int not null default 1;

comment on column person.address_edition is 'Rises when the e-mail address becomes another one, or none.';
-- When somebody who had answered was asked about sessions that were added since: notify mails once for each time.
alter table invitation add column asked_again_at timestamptz;

comment on column invitation.asked_again_at is 'When the person, who had answered, was last asked about sessions that were added.';
