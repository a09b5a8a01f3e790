-- Whom an audience leaves out: people by name, whoever is registered in certain cohorts, and positions at certain organisations.
alter table audience add column excluded_person_ids uuid[] not null default '{}';
alter table audience add column excluded_cohort_ids uuid[] not null default '{}';
alter table audience add column excluded_organisation_ids uuid[] not null default '{}';

comment on column audience.excluded_person_ids is 'People whom it never finds; each is one of the same organiser (trigger audience_exclusions). Who is deleted is left out (trigger person_excluded).';
comment on column audience.excluded_cohort_ids is 'Whoever is registered in one of these cohorts, or waits for a seat there, is not found; each is of the same organiser (trigger audience_exclusions).';
comment on column audience.excluded_organisation_ids is 'Positions here, or at an organisation below, do not count; each is of the same organiser (trigger audience_exclusions).';

create function require_own_exclusions() returns trigger language plpgsql set search_path = registration, pg_temp as $$
begin
  if exists (select from unnest(new.excluded_person_ids) as named (id)
              where not exists (select from person p where p.organiser_id = new.organiser_id and p.id = named.id))
     or exists (select from unnest(new.excluded_cohort_ids) as named (id)
                 where not exists (select from cohort c where c.organiser_id = new.organiser_id and c.id = named.id))
     or exists (select from unnest(new.excluded_organisation_ids) as named (id)
                 where not exists (select from organisation o where o.organiser_id = new.organiser_id and o.id = named.id)) then
    raise foreign_key_violation using message = 'an exclusion names a person, cohort or organisation that this organiser does not have',
      schema = tg_table_schema, table = tg_table_name, constraint = tg_name;
  end if;
  return null;
end $$;

create trigger audience_exclusions
  after insert or update of excluded_person_ids, excluded_cohort_ids, excluded_organisation_ids, organiser_id on audience
  for each row execute function require_own_exclusions();

-- A person who is deleted can match nothing, so an exclusion of theirs says nothing any more.
create function leave_out_deleted_people() returns trigger language plpgsql set search_path = registration, pg_temp as $$
begin
  update audience a
     set excluded_person_ids = array(select named.id from unnest(a.excluded_person_ids) with ordinality as named (id, number)
                                      where named.id not in (select id from gone) order by named.number),
         version = a.version + 1
   where a.excluded_person_ids <> '{}'
     and a.organiser_id in (select organiser_id from gone) and a.excluded_person_ids && array(select id from gone);
  return null;
end $$;

create trigger person_excluded after delete on person
  referencing old table as gone for each statement execute function leave_out_deleted_people();
