-- What an array of ids names can no longer be deleted at the same moment: whoever writes the array locks the rows that it newly
-- names, as a foreign key does, and whoever deletes a row looks for arrays that name it once it holds the row. Why: docs/decisions/0031-arrays-of-ids.md.

-- Only what is new is locked: who saves an audience again waits for nobody who deletes what it named before.
create or replace function require_own_exclusions() returns trigger language plpgsql set search_path = registration, pg_temp as $$
declare
  people uuid[] := new.excluded_person_ids;
  cohorts uuid[] := new.excluded_cohort_ids;
  organisations uuid[] := new.excluded_organisation_ids;
  missing text;
begin
  if tg_op = 'UPDATE' and new.organiser_id = old.organiser_id then
    people := array(select unnest(people) except select unnest(old.excluded_person_ids));
    cohorts := array(select unnest(cohorts) except select unnest(old.excluded_cohort_ids));
    organisations := array(select unnest(organisations) except select unnest(old.excluded_organisation_ids));
  end if;
  perform from cohort where organiser_id = new.organiser_id and id = any(cohorts) order by id for key share;
  perform from organisation where organiser_id = new.organiser_id and id = any(organisations) order by id for key share;
  perform from person where organiser_id = new.organiser_id and id = any(people) order by id for key share;
  missing := case
    when exists (select from unnest(people) as named (id)
                  where not exists (select from person p where p.organiser_id = new.organiser_id and p.id = named.id))
      then 'excluded_person_ids'
    when exists (select from unnest(cohorts) as named (id)
                  where not exists (select from cohort c where c.organiser_id = new.organiser_id and c.id = named.id))
      then 'excluded_cohort_ids'
    when exists (select from unnest(organisations) as named (id)
                  where not exists (select from organisation o where o.organiser_id = new.organiser_id and o.id = named.id))
      then 'excluded_organisation_ids'
  end;
  if missing is not null then
    raise foreign_key_violation using message = 'an exclusion names a person, cohort or organisation that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = missing, constraint = tg_name;
  end if;
  return null;
end $$;

create or replace function require_own_organisations() returns trigger language plpgsql set search_path = registration, pg_temp as $$
declare
  named uuid[] := new.organisation_ids;
begin
  if tg_op = 'UPDATE' and new.organiser_id = old.organiser_id then
    named := array(select unnest(named) except select unnest(old.organisation_ids));
  end if;
  perform from organisation where organiser_id = new.organiser_id and id = any(named) order by id for key share;
  if exists (select from unnest(named) as n (id)
              where not exists (select from organisation o where o.organiser_id = new.organiser_id and o.id = n.id)) then
    raise foreign_key_violation using message = 'organisation_ids names an organisation that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = 'organisation_ids', constraint = tg_name;
  end if;
  return null;
end $$;

create or replace function require_own_sessions() returns trigger language plpgsql set search_path = registration, pg_temp as $$
declare
  named uuid[] := new.session_ids;
begin
  if tg_op = 'UPDATE' and new.organiser_id = old.organiser_id then
    named := array(select unnest(named) except select unnest(old.session_ids));
  end if;
  perform from session where organiser_id = new.organiser_id and id = any(named) order by id for key share;
  if exists (select from unnest(named) as n (id)
              where not exists (select from session s where s.organiser_id = new.organiser_id and s.id = n.id)) then
    raise foreign_key_violation using message = 'session_ids names a session that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = 'session_ids', constraint = tg_name;
  end if;
  return null;
end $$;

create or replace function require_own_sessions_in_all() returns trigger language plpgsql set search_path = registration, pg_temp as $$
begin
  perform from session s
    where (s.organiser_id, s.id) in (select r.organiser_id, unnest(r.session_ids) from new_rows r)
    order by s.id for key share;
  if exists (select from (select distinct r.organiser_id, named.id from new_rows r cross join unnest(r.session_ids) as named (id)) n
              where not exists (select from session s where s.organiser_id = n.organiser_id and s.id = n.id)) then
    raise foreign_key_violation using message = 'session_ids names a session that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, column = 'session_ids', constraint = tg_name;
  end if;
  return null;
end $$;

create function keep_named_cohort() returns trigger language plpgsql set search_path = registration, pg_temp as $$
begin
  if exists (select from audience a where a.organiser_id = old.organiser_id and old.id = any(a.excluded_cohort_ids)) then
    raise foreign_key_violation using message = 'an audience names the cohort', schema = tg_table_schema, table = tg_table_name,
      constraint = tg_name;
  end if;
  return null;
end $$;

create function keep_named_organisation() returns trigger language plpgsql set search_path = registration, pg_temp as $$
begin
  if exists (select from audience a
              where a.organiser_id = old.organiser_id and old.id = any(a.organisation_ids || a.excluded_organisation_ids)) then
    raise foreign_key_violation using message = 'an audience names the organisation', schema = tg_table_schema, table = tg_table_name,
      constraint = tg_name;
  end if;
  return null;
end $$;

create function keep_named_session() returns trigger language plpgsql set search_path = registration, pg_temp as $$
begin
  if exists (select from invitation_rule r where r.organiser_id = old.organiser_id and old.id = any(r.session_ids))
     or exists (select from invitation i
                 where i.organiser_id = old.organiser_id and i.cohort_id = old.cohort_id and old.id = any(i.session_ids)) then
    raise foreign_key_violation using message = 'a rule or an invitation names the session', schema = tg_table_schema,
      table = tg_table_name, constraint = tg_name;
  end if;
  return null;
end $$;

create trigger cohort_named after delete on cohort for each row execute function keep_named_cohort();
create trigger organisation_named after delete on organisation for each row execute function keep_named_organisation();
create trigger session_named after delete on session for each row execute function keep_named_session();
