-- An organiser's logo: the picture apart, since every page reads the organiser's row and none needs the bytes.

alter table organiser
  add column logo_hash text,
  add column logo_width int,
  add column logo_height int;

create table organiser_logo (
  organiser_id uuid primary key references organiser,
  media_type   text not null constraint organiser_logo_type_check check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
  picture      bytea not null
);
