"""The sentences that each language must have; mypy reports a missing one."""

from collections.abc import Mapping

import msgspec

from services.notify.domain.letters.letter import ChangeKind
from shared.events import Calendar


class MailWording(msgspec.Struct, frozen=True, kw_only=True):
    """Braces are placeholders, in the order that the field's name states."""

    # The greeting; without a name where the recipient's is that of a role ("Skolchef, Nora kommun").
    greeting_name: str
    logo_of: str
    greeting: str
    # A mail to somebody about another person, who has no address of their own: the name.
    greeting_about: str
    subject_about: str
    # The subject of a mailing that is tried before it is sent: the subject itself.
    test_subject: str
    questions_wait: str

    # The recipient's role: "du som är skolchef i Nora kommun".
    you: str
    you_role: str
    you_organisation: str
    you_role_organisation: str
    role_in_organisation: str
    role_at_organisation: str
    in_organisation: str
    at_organisation: str
    role_explained: Mapping[str, str]

    # Dates, places and their status.
    swedish_time: str
    all_swedish_time: str
    first_day: str
    digital: str
    place_also_digital: str
    unknown_place: str
    unknown_time: str
    unset_time: str
    unset_place: str
    without_time: str
    without_place: str
    without_both: str
    unknown_date: str
    tentative: str
    waiting: str
    waiting_position: str
    held_until: str
    offer_over: str
    cancelled: str
    withdrawn: str
    agenda: str
    handed_over: str
    succeeded: str
    your_substitute: str
    your_successor: str
    whom_you_replaced: str

    # "sju digitala lärträffar under 2021"
    numbers: tuple[str, ...]
    forms: Mapping[str, str]
    sessions: str
    count_sessions: str
    count_digital_sessions: str
    in_year: str
    in_years: str
    list_and: str

    # "Lärträff 6 är full, där står du på väntelistan med reservplats 3."
    title_full: str
    title_full_position: str
    titles_full: str
    seat_is_given: str
    some_seat_is_given: str
    seat_is_offered: str
    first_by_time: str
    first_by_organisation: str

    # The calendar.
    answer_counts: str
    calendar_attached: str
    calendar_one: str
    calendar_each_count: str
    calendar_each_later: str
    calendar_feed: str
    feed_changes: str

    # What to do with an entry that is in the calendar: nearly every program waits for somebody to press a button.
    entry_move: str
    entry_change: str
    entry_remove: str

    # What the entry itself says of a change.
    entry_changes: Mapping[ChangeKind, str]
    entry_farewell: str
    entry_promoted: str
    entry_relinked: str
    entry_gone: Mapping[Calendar, str]
    time_before: str
    place_before: str
    title_before: str

    # How to join a digital meeting; the link comes in a reminder, or is on the person's page.
    join: str
    join_digitally: str
    doors_open: str
    link_in_entry: str
    link_in_reminder: str
    link_on_page: str
    link_not_used: str
    link_is_missing: str
    reminder_same_day: str
    reminder_day_before: str
    reminder_days_before: str
    reminder_hour_before: str
    reminder_hours_before: str

    # The foot.
    questions_who_phone: str
    questions_phone: str
    questions_who: str
    questions: str
    questions_write_phone: str
    questions_write: str
    only_phone: str
    why_role: str
    why_invited_organiser: str
    why_called_organiser: str
    why_registered_programme: str
    why_to_confirm_programme: str
    why_waiting_programme: str
    why_was_registered_programme: str
    why_substitute_programme: str
    why_earlier_address_programme: str
    why_opening: str
    why_staff_organiser: str
    why_staff_link: Mapping[str, str]
    why_answer_organiser: str
    own_link: str
    privacy: str
