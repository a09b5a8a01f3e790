"""The texts of lists that are taken out as files."""

from collections.abc import Mapping

import msgspec

from shared.events import SeatStatus


class StaffFileWords(msgspec.Struct, frozen=True, kw_only=True):
    """The links to a file, what stands above its table, and the headings that several have in common."""

    take_as: Mapping[str, str]
    take_named: Mapping[str, str]
    filter: str
    everything: str
    sorted: str
    by_name: str
    newest_first: str
    taken: str
    count: str
    is_cut: str
    people_of: str
    roll_of: str
    sessions_of: str
    organisations_of: str
    columns: Mapping[str, str]
    print_participants: str
    print_roll: str
    participants_of: str
    coming: str
    coming_one: str
    signature: str
    hidden: str
    hidden_one: str
    printed: str
    stand_in: str
    seats: Mapping[SeatStatus, str]
