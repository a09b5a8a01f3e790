"""The texts of the list of pages, and of the page about the organiser."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import TitledText


class StaffOrganiserWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/mer` and `/mer/arrangor`; `pages` by their path."""

    pages: Mapping[str, TitledText]
    heading: str
    lead: str
    name: str
    short_name: str
    short_name_hint: str
    colour: str
    colour_hint: str
    colour_darkened: str
    no_colour: str
    changed_meanwhile: str
    save: str
    logo: str
    logo_alt: str
    choose_file: str
    logo_hint: str
    save_logo: str
    remove_logo: str
    no_file: str
    file_heavy: str
    no_picture: str
    picture_size: str
    said: Mapping[str, TitledText]
