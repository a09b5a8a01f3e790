"""The texts of the page about API tokens."""

import msgspec

from services.registration.web.wording.words.parts import TitledText


class StaffTokensWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/nycklar`."""

    heading: str
    lead: str
    none: str
    name: str
    name_hint: str
    role_hint: str
    until: str
    until_hint: str
    not_ahead: str
    name_taken: str
    new: str
    create: str
    made: TitledText
    secret: str
    state: str
    used: str
    made_at: str
    never: str
    has_no_end: str
    valid_until: str
    is_expired: str
    is_revoked: str
    to_revoke: str
    revoke_heading: str
    revoke_follows: tuple[str, ...]
    revoke: str
    keep: str
    revoked: TitledText
