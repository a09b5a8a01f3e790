"""The texts of the pages about webhooks."""

from collections.abc import Mapping

import msgspec

from services.registration.domain.webhooks.webhook import AttemptOutcome, MessageStatus, WebhookStatus
from services.registration.web.wording.words.parts import Plural, TitledText


class StaffWebhooksWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/webhooks`. `kinds`: what it is told of; `things`: what a message is about, a test among them; `outcomes`: what came of an attempt."""

    heading: str
    lead: str
    none: str
    table: str
    name: str
    name_hint: str
    url: str
    url_hint: str
    told_of: str
    told_of_hint: str
    kinds: Mapping[str, str]
    kinds_more: Mapping[str, str]
    things: Mapping[str, str]
    state: str
    states: Mapping[WebhookStatus, str]
    failing_since: str
    off_more: str
    two_secrets: str
    two_secrets_until: str
    new: str
    create: str
    made: TitledText
    secret: str
    secret_about: str
    about: str
    to_change: str
    change_heading: str
    test: str
    tested: TitledText
    pause: str
    paused: TitledText
    resume: str
    resume_about: str
    resumed: TitledText
    to_rotate: str
    rotate_heading: str
    rotate_follows: tuple[str, ...]
    rotate: str
    rotated: TitledText
    to_delete: str
    delete_heading: str
    delete_follows: tuple[str, ...]
    delete: str
    deleted: TitledText
    keep: str
    log: str
    log_about: str
    log_none: str
    log_table: str
    happened: str
    what: str
    status: str
    statuses: Mapping[MessageStatus, str]
    last_attempt: str
    next_attempt: str
    attempts: str
    attempt: str
    no_attempt: str
    outcome: str
    outcomes: Mapping[AttemptOutcome, str]
    took: str
    older: str
    newest: str
    resend_failed: Plural
    on_hold: str
    resent_on_hold: TitledText
    resent: TitledText
    message_heading: str
    message_id: str
    message_about: str
    resend: str
