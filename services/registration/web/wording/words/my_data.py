"""The texts about a person's data: download and erasure."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural
from shared.events import InvitationStatus, RegistrationStatus


class MyDataWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/r/…/uppgifter`, `/d/…`, `/r/…/ny-lank`, and the page of the link after the erasure."""

    to_mine: str
    mine: str
    mine_lead: str
    mine_why: str
    send: str
    back: str
    sent: str
    sent_lead: str
    mine_found: str
    file: str
    file_about: str
    ended: str
    ended_lead: str
    file_name: str
    mails_missing: str
    protected: str
    protected_lead: str
    ask: str
    ask_lead: str
    ask_no_way_back: str
    do_erase: str
    erasing: str
    erasing_lead: str
    erasing_when: str
    erased: str
    erased_lead: str
    counted: str
    copies: str
    position: str
    registration: str
    registrations: Mapping[RegistrationStatus, str]
    seats: Plural
    invitation: str
    invitations: Mapping[InvitationStatus, str]
    mail: str
    mail_dead: str
    mail_away: str
    enquiry: str
    interest: str
    replace: str
    ask_replace: str
    ask_replace_lead: str
    do_replace: str
    keep_links: str
    replaced: str
    replaced_lead: str
    replaced_feed: str
    no_address: str
    no_address_lead: str
