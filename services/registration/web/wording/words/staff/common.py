"""The texts of the pages for staff: the bar, signing in, the first page, one's own settings."""

from collections.abc import Mapping

import msgspec

from services.registration.domain.caller import Role
from services.registration.store.views.staff.news import HappenedKind
from services.registration.web.wording.words.parts import Plural, TitledText


class StaffBarWords(msgspec.Struct, frozen=True, kw_only=True):
    """Around every page for staff; `rooms` by the name of the room."""

    menu: str
    rooms: Mapping[str, str]
    find: str
    find_button: str
    me: str
    to_home: str
    role_too_low: TitledText
    not_found: TitledText
    from_elsewhere: TitledText
    dead_link: TitledText


class SignInWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/admin/sign-in`, `/admin/valkommen/…`, and the choice of an organiser."""

    heading: str
    lead: str
    email: str
    password: str
    sign_in: str
    not_signed_in: str
    kept: str
    no_password: str
    wrong: str
    notices: Mapping[str, TitledText]
    choose: str
    signed_in_again: str
    signed_in_again_lead: str
    send_kept: str
    leave_kept: str
    welcome: str
    welcome_lead: str
    new_password: str
    new_password_hint: str
    set_password: str
    not_set: str
    password_faults: Mapping[str, str]


class StaffHomeWords(msgspec.Struct, frozen=True, kw_only=True):
    """The first page: what needs a person, and what is next."""

    heading: str
    needed: str
    nothing: str
    begin: str
    first_steps: tuple[TitledText, TitledText, TitledText]
    ahead: str
    nothing_ahead: str
    link_missing: str
    link_missing_more: str
    add_link: str
    silent: Plural
    silent_until: str
    silent_no_day: str
    show_silent: str
    bounced: Plural
    bounced_more: str
    show_bounced: str
    enquiries: Plural
    enquiries_more: str
    show_enquiries: str
    webhook_off: str
    webhook_off_more: str
    webhook_off_ask: str
    show_webhook: str
    taken: str
    taken_of: str
    tentative: str
    has_link: str
    no_link: str
    has_place: str
    since: str
    nothing_since: str
    yesterday: str
    protected: str
    happened: Mapping[HappenedKind, str]
    happened_one: Mapping[HappenedKind, str]
    happened_many: Mapping[HappenedKind, str]


class StaffOwnWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/admin/{organiser}/jag`."""

    heading: str
    name: str
    name_hint: str
    language: str
    languages: Mapping[str, str]
    save: str
    saved: str
    account: str
    email: str
    organiser: str
    role: str
    roles: Mapping[Role, str]
    sign_out: str
    sign_out_everywhere: str
    calendar: str
    calendar_about: str
    calendar_address: str
    calendar_private: str
    calendar_open: str
    calendar_replace: str
    calendar_remove: str
    calendar_make: str
    calendar_made: str
    calendar_gone: str
