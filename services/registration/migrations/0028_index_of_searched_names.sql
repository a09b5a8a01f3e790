-- migrate: no transaction
-- A list that is imported asks for people with the same name; search on the pages for staff begins with it too.
create index concurrently if not exists person_searched_name_idx on person (organiser_id, name_search text_pattern_ops, id);
