"""Makes one planned mail to be looked at: as its recipient would get it, but its personal links open nothing."""

import quopri
import secrets
from datetime import datetime
from uuid import UUID

import msgspec

from services.notify.actions.plan_record import RecordedMail
from services.notify.domain.errors import NoAddress, Pointless
from services.notify.domain.letters.compose import compose
from services.notify.domain.letters.compose_context import (
    ComposeContext,
    DeliveryTask,
    SenderConfig,
    above_feed,
    entries_after_delivery,
)
from services.notify.domain.letters.letter import MailKind
from services.notify.render.email import calendar_of
from services.notify.render.mail_text import mail_text_of
from services.notify.store import calendar_entries, letter_texts, plans, unit_states
from shared.links import LinkKey
from shared.plan_preview import SampleMail
from shared.postgres import Conn


async def make_sample(
    conn: Conn, organiser_id: UUID, mail: RecordedMail, sender_config: SenderConfig, now: datetime
) -> SampleMail | None:
    """Make a planned mail from what the connection sees; None where it would be found pointless."""
    units = [mail.unit_id]
    state = (await unit_states.load(conn, unit_states.SharedSnapshots(organiser_id), units)).get(mail.unit_id)
    row = (await plans.of_units(conn, organiser_id, units)).get(mail.unit_id, {}).get(mail.key)
    if state is None or row is None:
        return None
    entries = await calendar_entries.of_registrations(conn, organiser_id, units)
    texts = await letter_texts.load(conn, organiser_id, [state])
    context = ComposeContext(
        task=DeliveryTask(
            id=row.id,
            key=row.key,
            kind=msgspec.convert(row.kind, MailKind),
            payload=above_feed(row.payload, state),
            seat_id=row.seat_id,
        ),
        state=state,
        entries=entries.get(mail.unit_id, {}),
        sender_config=_with_dead_links(sender_config),
        now=now,
        texts=letter_texts.nearest_first(state, texts),
    )
    try:
        letter = compose(context, entries_after_delivery(context))
    except (Pointless, NoAddress):
        return None
    text = mail_text_of(letter)
    calendar = calendar_of(letter)
    return SampleMail(
        key=row.key,
        kind=row.kind,
        to=letter.recipient.email,
        subject=text.subject,
        text=_decoded(text.text),
        html=_decoded(text.html),
        calendar=calendar[1].decode() if calendar else None,
    )


def _with_dead_links(sender_config: SenderConfig) -> SenderConfig:
    """Return the configuration with a key that nobody verifies: whoever looks at the mail is not its recipient."""
    key = LinkKey(sender_config.link_keys[0].number, secrets.token_bytes(16))
    return msgspec.structs.replace(sender_config, link_keys=(key,))


def _decoded(lines: bytes) -> str:
    return quopri.decodestring(lines).decode().replace("\r\n", "\n")
