-- Arrays of ids cannot be foreign keys. These triggers hold them to the same rule when they are written: every id is that of
-- a row of the same organiser. Why triggers and not tables of links: docs/decisions/0031-arrays-of-ids.md.

create function require_own_sessions() returns trigger language plpgsql set search_path = registration, pg_temp as $$
begin
  if exists (select from unnest(new.session_ids) as named (id)
              where not exists (select from session s where s.organiser_id = new.organiser_id and s.id = named.id)) then
    raise foreign_key_violation using message = 'session_ids names a session that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = 'session_ids', constraint = tg_name;
  end if;
  return null;
end $$;

-- Thousands are invited by one statement: each session that any of the rows names is looked up once.
create function require_own_sessions_in_all() returns trigger language plpgsql set search_path = registration, pg_temp as $$
begin
  if exists (select from (select distinct r.organiser_id, named.id from new_rows r cross join unnest(r.session_ids) as named (id)) n
              where not exists (select from session s where s.organiser_id = n.organiser_id and s.id = n.id)) then
    raise foreign_key_violation using message = 'session_ids names a session that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = 'session_ids', constraint = tg_name;
  end if;
  return null;
end $$;

create function require_own_organisations() returns trigger language plpgsql set search_path = registration, pg_temp as $$
begin
  if exists (select from unnest(new.organisation_ids) as named (id)
              where not exists (select from organisation o where o.organiser_id = new.organiser_id and o.id = named.id)) then
    raise foreign_key_violation using message = 'organisation_ids names an organisation that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = 'organisation_ids', constraint = tg_name;
  end if;
  return null;
end $$;

create function require_own_people() returns trigger language plpgsql set search_path = registration, pg_temp as $$
begin
  if exists (select from unnest(new.person_ids) as named (id)
              where not exists (select from person p where p.organiser_id = new.organiser_id and p.id = named.id)) then
    raise foreign_key_violation using message = 'person_ids names a person whom this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = 'person_ids', constraint = tg_name;
  end if;
  return null;
end $$;

create trigger invitation_sessions after insert on invitation
  referencing new table as new_rows for each statement execute function require_own_sessions_in_all();
create trigger invitation_sessions_changed after update of session_ids, organiser_id on invitation
  for each row execute function require_own_sessions();
create trigger invitation_rule_sessions after insert or update of session_ids, organiser_id on invitation_rule
  for each row execute function require_own_sessions();
create trigger audience_organisations after insert or update of organisation_ids, organiser_id on audience
  for each row execute function require_own_organisations();
create trigger receipt_people after insert or update of person_ids, organiser_id on receipt
  for each row execute function require_own_people();
