-- API tokens may end by themselves, and say when they were last used; an invitation's link can be mailed again, as a registration's.

alter table api_token add column expires_at timestamptz;
alter table api_token add column last_used_at timestamptz;
alter table invitation add column link_asked_at timestamptz;

comment on column api_token.expires_at is 'From when on it opens nothing; null: until it is revoked.';
comment on column api_token.last_used_at is 'When it last opened something, to the hour.';
comment on column invitation.link_asked_at is 'When the link was last to be mailed again, because the old one was replaced.';
