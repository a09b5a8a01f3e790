-- migrate: no transaction
-- Test mails of mailings go to addresses of the organiser's own, which are forgotten after a week: few among many recipients.
create index concurrently if not exists snapshot_test_idx on snapshot (id)
 where kind = 'mailing_recipient' and body ->> 'test_to' is not null;
