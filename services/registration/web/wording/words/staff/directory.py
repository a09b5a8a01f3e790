"""The people of the directory, and one of them."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import TitledText


class DirectoryWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/personer`, and what all lists of the directory share."""

    heading: str
    everybody: str
    everybody_one: str
    all_people: str
    found: str
    none: str
    none_found: str
    narrow: str
    show: str
    search: str
    search_hint: str
    organisation: str
    role: str
    all_roles: str
    address: str
    any_address: str
    without_address: str
    name: str
    email: str
    no_address: str
    protected: str
    add: str
    read_in: str
    organisations: str
    audiences: str
    imports: str
    duplicates: str
    next_page: str
    first_page: str


class PersonPageWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/personer/{id}`, its forms and what is done there."""

    said: Mapping[str, TitledText]
    new_heading: str
    change_heading: str
    add: str
    change: str
    details: str
    email: str
    email_hint: str
    phone: str
    language: str
    languages: Mapping[str, str]
    protected: str
    protected_hint: str
    protected_shown: str
    masked: str
    reveal: str
    reveal_about: str
    position: str
    one_more: str
    position_about: str
    group: str
    from_on: str
    until_on: str
    period: str
    positions: str
    no_positions: str
    address_heading: str
    change_address: str
    address_follows: str
    address_follows_ahead: str
    address_follows_waits: str
    invitations: str
    no_invitations: str
    cohort: str
    state: str
    when: str
    invitation_states: Mapping[str, str]
    seats: str
    no_seats: str
    session: str
    attendance: str
    seat_states: Mapping[str, str]
    cancelled: str
    answers: str
    answers_about: str
    mails: str
    mails_first: str
    no_mails: str
    mails_away: str
    mail: str
    no_subject: str
    tries: str
    resend: str
    to_do: str
    send_links: str
    send_links_about: str
    replace_links: str
    replace_links_heading: str
    replace_links_follows: tuple[str, ...]
    delete: str
    delete_heading: str
    delete_follows: tuple[str, ...]
    erase: str
    erase_heading: str
    erase_follows: tuple[str, ...]
    erased: TitledText
    export: str
    export_about: str
    see_log: str
