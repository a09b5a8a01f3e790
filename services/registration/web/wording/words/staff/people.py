"""The texts of the pages about staff: the list, one of them, passwords."""

from collections.abc import Mapping

import msgspec

from services.registration.domain.caller import Role
from services.registration.web.wording.words.parts import TitledText


class StaffPeopleWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/medarbetare`, `/jag/losenord` and `/admin/glomt-losenord`; `said` by what has just been done."""

    heading: str
    lead: str
    who: str
    password: str
    has_password: str
    is_invited: str
    link_over: str
    link_until: str
    may: Mapping[Role, str]
    invite_heading: str
    invite_lead: str
    invite: str
    name_hint: str
    already: str
    said: Mapping[str, TitledText]
    save_role: str
    role_changed_meanwhile: str
    last_admin: str
    send_again: str
    send_to_change: str
    see_log: str
    to_let_out: str
    let_out_heading: str
    let_out_follows: tuple[str, ...]
    let_out: str
    keep: str
    change_password: str
    change_password_lead: str
    old_password: str
    new_password: str
    old_wrong: str
    password_changed: str
    forgotten_question: str
    forgotten: str
    forgotten_lead: str
    ask: str
    not_asked: str
    link_asked: TitledText
    to_sign_in: str
