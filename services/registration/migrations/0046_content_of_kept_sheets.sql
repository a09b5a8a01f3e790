-- Reading a workbook takes a process of its own. It is read once, when it is sent; looking it over and storing it take what was read.
alter table kept_sheet add column content bytea;

comment on column kept_sheet.content is 'What was read from the file, as compressed msgpack, so that it is not read again; null when it is too much, and once it is stored.';
