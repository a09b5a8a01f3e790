-- When mail waits although it is due: the operator's pause, and how long a mail may be put off by hours for sending.
create table sending_pause (
  only_one boolean primary key default true constraint sending_pause_only_one_check check (only_one),
  since    timestamptz not null default clock_timestamp()
);
comment on table sending_pause is 'At most one row: the operator has paused all mail of the installation. The pauses of tenants and cohorts stand in their snapshots.';
comment on column sending_pause.only_one is 'Sees to it that there is one row.';
comment on column sending_pause.since is 'Since when.';

alter table delivery add column latest_at timestamptz;
comment on column delivery.latest_at is 'Hours for sending may not put it off past this; null: for as long as they like.';
