"""Somebody else takes over a position."""

import msgspec


class HandOverWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/personer/{id}/tar-over`."""

    heading: str
    about: str
    no_position: str
    position: str
    starts_on: str
    starts_on_hint: str
    who: str
    successor: str
    successor_hint: str
    somebody_new: str
    somebody_new_about: str
    look: str
    look_again: str
    confirm_heading: str
    changes_hands: str
    is_added: str
    registrations: str
    invitations: str
    left: str
    nothing_follows: str
    history: str
    do: str
    do_one: str
    do_none: str
