"""Snapshots of mailings for notify: the text, its files, and each recipient; and of texts of one's own for letters."""

from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from services.registration.domain.caller import Caller
from services.registration.domain.mailings.mailing import Mailing, SelectedPerson
from shared import events, ids, letter_texts, mailing_events
from shared.channel import outbox
from shared.language import Language
from shared.postgres import Conn

MAILINGS: Final = """
select m.organiser_id, m.id, e.value as epoch, m.version, m.cohort_id, m.subject, m.body,
       array(select a.id from mailing_attachment a
              where a.organiser_id = m.organiser_id and a.mailing_id = m.id order by a.id) as attachment_ids
  from mailing m cross join epoch e
 where m.organiser_id = $1 and m.id = any($2::uuid[])
 order by m.id
"""

ATTACHMENTS: Final = """
select a.organiser_id, a.id, e.value as epoch, 1 as version, m.cohort_id, a.mailing_id, a.name, a.media_type, a.content
  from mailing_attachment a
  join mailing m on m.organiser_id = a.organiser_id and m.id = a.mailing_id
 cross join epoch e
 where a.organiser_id = $1 and a.mailing_id = any($2::uuid[])
 order by a.id
"""

RECIPIENTS: Final = """
select r.organiser_id, r.id, e.value as epoch, r.version, r.mailing_id, m.cohort_id, r.person_id, r.registration_id,
       r.invitation_id, m.sent_at
  from mailing_recipient r
  join mailing m on m.organiser_id = r.organiser_id and m.id = r.mailing_id
 cross join epoch e
 where r.organiser_id = $1 and r.id = any($2::uuid[])
 order by r.id
"""

# Also rows without text: an owner that has none any more is told of so, with a version that has risen.
LETTER_TEXTS: Final = """
select t.owner_id, e.value as epoch, t.version, t.letter, t.subject_sv, t.body_sv, t.subject_en, t.body_en
  from letter_text t cross join epoch e
 where t.organiser_id = $1 and t.owner_id = any($2::uuid[])
 order by t.owner_id, t.id
"""

EPOCH: Final = "select value from epoch"

LIST_MAILINGS: Final = """
select id from mailing where organiser_id = $1 and status = 'sent' and recipients > 0 and id > $2 order by id limit $3
"""
LIST_RECIPIENTS: Final = (
    "select id from mailing_recipient where organiser_id = $1 and id > $2 order by id limit $3"
)

LIST_LETTER_OWNERS: Final = """
select distinct owner_id as id from letter_text where organiser_id = $1 and owner_id > $2 order by owner_id limit $3
"""

_CHUNK: Final = 1000
_LANGUAGES: Final[tuple[Language, ...]] = ("sv", "en")


async def tell_mailings(
    conn: Conn, organiser_id: UUID, mailing_ids: list[UUID], *, replayed_at: datetime | None = None
) -> None:
    """Tell of these mailings and their files."""
    found = await conn.fetch(MAILINGS, organiser_id, mailing_ids)
    files = await conn.fetch(ATTACHMENTS, organiser_id, mailing_ids)
    told: list[events.Event] = [
        mailing_events.Mailing(**{**row, "attachment_ids": tuple(row["attachment_ids"])}) for row in found
    ]
    told += [mailing_events.MailingAttachment(**row) for row in files]
    await outbox.add(conn, told, replayed_at=replayed_at)


async def tell_letter_texts(
    conn: Conn, organiser_id: UUID, owner_ids: list[UUID], *, replayed_at: datetime | None = None
) -> None:
    """Tell of all texts of one's own of these owners: an organiser, programmes, cohorts."""
    rows = await conn.fetch(LETTER_TEXTS, organiser_id, owner_ids)
    told: list[events.Event] = []
    for owner_id, group in groupby(rows, key=lambda row: row["owner_id"]):
        of_owner = list(group)
        texts = [
            letter_texts.LetterText(
                letter=row["letter"],
                language=language,
                subject=row[f"subject_{language}"],
                body=row[f"body_{language}"],
            )
            for row in of_owner
            for language in _LANGUAGES
        ]
        told.append(
            letter_texts.LetterTexts(
                organiser_id=organiser_id,
                id=owner_id,
                epoch=of_owner[0]["epoch"],
                version=sum(row["version"] for row in of_owner),
                texts=tuple(text for text in texts if text.subject or text.body),
            )
        )
    await outbox.add(conn, told, replayed_at=replayed_at)


async def tell_recipients(
    conn: Conn, organiser_id: UUID, recipient_ids: list[UUID], *, replayed_at: datetime | None = None
) -> None:
    """Tell of these recipients, some at a time."""
    for start in range(0, len(recipient_ids), _CHUNK):
        rows = await conn.fetch(RECIPIENTS, organiser_id, recipient_ids[start : start + _CHUNK])
        await outbox.add(
            conn, [mailing_events.MailingRecipient(**row) for row in rows], replayed_at=replayed_at
        )


async def tell_test(
    conn: Conn, caller: Caller, mailing: Mailing, recipient: SelectedPerson, *, to: str
) -> None:
    """Tell of a test mail, which no row keeps."""
    test = mailing_events.MailingRecipient(
        organiser_id=caller.organiser_id,
        id=ids.new(),
        epoch=await conn.fetchval(EPOCH),
        version=1,
        mailing_id=mailing.id,
        cohort_id=mailing.cohort_id,
        person_id=recipient.person_id,
        registration_id=recipient.registration_id,
        invitation_id=recipient.invitation_id,
        sent_at=caller.now,
        test_to=to,
    )
    await outbox.add(conn, [test])
