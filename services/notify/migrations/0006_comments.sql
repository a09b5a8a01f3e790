-- What each table and column is for: docs/schema.md is made from it.

comment on schema notify is
  'Who is told what, when and how. A read model and a ledger: it knows registration''s things by id alone, as they were last told, in any order. So it has no foreign keys: a row may name what has not been heard of yet, or is no more.';

comment on table snapshot is 'The newest that registration told of each thing, whole. Columns are only what finding needs.';
comment on column snapshot.organiser_id is 'The organiser whose row it is.';
comment on column snapshot.kind is 'What kind of thing it is.';
comment on column snapshot.id is 'Id of the thing in registration.';
comment on column snapshot.cohort_id is 'The cohort that it belongs to.';
comment on column snapshot.person_id is 'The person that it is about.';
comment on column snapshot.epoch is 'Epoch of registration when it was told.';
comment on column snapshot.version is 'Version of the thing; a higher (epoch, version) is newer.';
comment on column snapshot.replayed_at is 'When a resync told it, while its original has not come: nothing older is mailed.';
comment on column snapshot.body is 'The snapshot as it was told.';

comment on table calendar_entry is 'What the holder of each seat has been told, and where its calendar entry stands. Written when the bytes of a message are fixed.';
comment on column calendar_entry.organiser_id is 'The organiser whose row it is.';
comment on column calendar_entry.seat_id is 'The seat; the UID of the entry is made of it.';
comment on column calendar_entry.registration_id is 'Whose seat it is.';
comment on column calendar_entry.session_id is 'In which session.';
comment on column calendar_entry.status is 'What the holder was last told of the seat.';
comment on column calendar_entry.edition is 'Edition of the session that was last told.';
comment on column calendar_entry.details is 'Day, times, place and title as they were last told.';
comment on column calendar_entry.sequence is 'SEQUENCE of the last calendar message, only rises; null: none was made.';
comment on column calendar_entry.is_placed is 'Whether an entry stands in the holder''s calendar.';
comment on column calendar_entry.address is 'ORGANIZER and From, m+token@domain: one for as long as the entry lives.';
comment on column calendar_entry.partstat is 'PARTSTAT, the answer that stands in the entry.';
comment on column calendar_entry.is_adopted is 'Whether it was taken over from a resync, with nothing sent from here.';
comment on column calendar_entry.told_at is 'When the holder was last told.';

comment on table delivery is 'The ledger: one message to one recipient each. A delivery is a row before it is a mail.';
comment on column delivery.organiser_id is 'The organiser whose row it is.';
comment on column delivery.id is 'Made by the service; sorts by the time at which it was made (UUIDv7).';
comment on column delivery.key is 'What it is: the same message to the same recipient has the same key.';
comment on column delivery.kind is 'What kind of mail it is.';
comment on column delivery.status is 'planned, held (by a restore), sending, sent, deferred (tried, will be again), failed, bounced or cancelled.';
comment on column delivery.unit_id is 'The registration or invitation that it follows from.';
comment on column delivery.cohort_id is 'The cohort that it is about.';
comment on column delivery.person_id is 'The recipient.';
comment on column delivery.seat_id is 'The seat that it is about.';
comment on column delivery.session_id is 'The session that it is about.';
comment on column delivery.domain is 'Domain of the recipient''s address; mails to one domain go through one queue.';
comment on column delivery.due_at is 'When it is to be sent, or tried again.';
comment on column delivery.expires_at is 'After this it is pointless, and not sent.';
comment on column delivery.payload is 'What it is about, beside what the newest snapshots say.';
comment on column delivery.correlation_id is 'Which request led to it.';
comment on column delivery.to_address is 'Where it went; null until its bytes are fixed.';
comment on column delivery.subject is 'Its subject; null until its bytes are fixed.';
comment on column delivery.message_id is 'Its Message-ID; null until its bytes are fixed.';
comment on column delivery.message is 'The bytes, compressed; fixed at the first claim, so that a second try sends the same.';
comment on column delivery.revision is 'Rises when an unsent one is changed; bytes made from an earlier revision are not kept.';
comment on column delivery.attempts is 'How often it was tried.';
comment on column delivery.first_try_at is 'When it was first tried.';
comment on column delivery.claimed_by is 'The worker that sends it.';
comment on column delivery.sent_at is 'When the relay took it.';
comment on column delivery.last_answer is 'What the relay said last.';
comment on column delivery.made_at is 'When it was planned.';

comment on table worker is 'Running workers. A claim on deliveries is good for as long as its worker beats.';
comment on column worker.id is 'The worker; another with each start.';
comment on column worker.beat_at is 'Its last heartbeat; without one for eight seconds its claims are free.';

comment on table domain_rest is 'Receiving domains that refused for a time, or did not answer: each rests alone.';
comment on column domain_rest.domain is 'The domain.';
comment on column domain_rest.until is 'Until when it rests.';
comment on column domain_rest.failures is 'How often in a row it failed; the rests grow by it.';

comment on table erasure is 'People whom registration told us to forget, once nothing of theirs is unsent. Ids and times only.';
comment on column erasure.organiser_id is 'The organiser whose row it is.';
comment on column erasure.person_id is 'Whom.';
comment on column erasure.asked_at is 'When they asked.';
comment on column erasure.scrubbed_at is 'When nothing was left of them here.';

comment on table unit_due is 'Registrations and invitations that a change bears on and that are still to be planned anew, some hundreds a transaction.';
comment on column unit_due.organiser_id is 'The organiser whose row it is.';
comment on column unit_due.unit_id is 'The registration or invitation.';
comment on column unit_due.is_held is 'Whether what is planned for it is held back after a restore.';
comment on column unit_due.correlation_id is 'Which request led to it.';
comment on column unit_due.since is 'When it was put here.';

comment on table outbox is 'Events for the other service, each committed with the change that it tells of.';
comment on column outbox.id is 'Id of the event; the receiver takes each once.';
comment on column outbox.seq is 'Order in which events were made.';
comment on column outbox.organiser_id is 'The organiser whose row it is.';
comment on column outbox.kind is 'What kind of event it is.';
comment on column outbox.payload is 'The event as JSON; null when it was answered a week ago.';
comment on column outbox.correlation_id is 'Which request led to it.';
comment on column outbox.replayed_at is 'When a resync told it again; null: it tells of a change.';
comment on column outbox.made_at is 'When it was made.';
comment on column outbox.status is 'open: not answered; done: acted upon; parked: could not be acted upon, and waits for `kallelse replay`.';
comment on column outbox.offers is 'How often it was put into the queue.';
comment on column outbox.offer_at is 'When it is put there again, if no answer comes.';
comment on column outbox.answered_at is 'When the answer came.';
comment on column outbox.reason is 'Why it was parked.';

comment on table inbox is 'Ids of events that were acted upon, each in the transaction that acted. No payload is kept.';
comment on column inbox.event_id is 'The event.';
comment on column inbox.kind is 'What kind of event it was.';
comment on column inbox.taken_at is 'When it was acted upon.';

comment on table epoch is 'One row: how often the installation was restored from a backup. Newer snapshots have a higher (epoch, version).';
comment on column epoch.only_one is 'Sees to it that there is one row.';
comment on column epoch.value is 'The epoch; rises with each restore.';
comment on column epoch.held_before is 'A restore holds back what follows from events made up to here; null: nothing is held back.';

comment on table chore is 'Periodic work, claimed here once for all replicas.';
comment on column chore.name is 'What is to be done.';
comment on column chore.done_at is 'When it was last claimed.';

comment on table migration is 'Files that have run on this schema.';
comment on column migration.number is 'Number of the file.';
comment on column migration.name is 'Name of the file.';
comment on column migration.checksum is 'SHA-256 of what it said; a file that has run is never changed.';
comment on column migration.ran_at is 'When it ran.';
