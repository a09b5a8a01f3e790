-- Staff subscribe to all sessions of the organiser by a link that each of them makes and takes away.
alter table staff add column feed_generation int not null default 0;
alter table staff add column has_feed boolean not null default false;

comment on column staff.feed_generation is 'Of the link to the calendar with all sessions; raised with each new link and when it is taken away.';
comment on column staff.has_feed is 'Whether the person has made such a link.';
