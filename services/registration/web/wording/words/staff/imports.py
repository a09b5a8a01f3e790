"""Lists of people that are read in."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural, TitledText


class ImportPageWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/personer/las-in` and `/personer/inlasningar`."""

    heading: str
    lead: str
    file: str
    file_hint: str
    paste: str
    paste_hint: str
    look: str
    nothing_yet: str
    progress: str
    waiting: str
    steps: Mapping[str, str]
    nothing_sent: str
    too_large: str
    not_read: str
    preview: str
    meta: str
    pasted: str
    columns: str
    columns_about: str
    remembered: str
    column: str
    not_read_in: str
    fields: Mapping[str, str]
    position: str
    twice: str
    which_is_email: str
    sheet: str
    doubtful_rows: str
    leave_doubtful: str
    take_doubtful: str
    doubtful_hint: str
    look_again: str
    what_happens: str
    counts: Mapping[str, str]
    part_headings: Mapping[str, Plural]
    part_abouts: Mapping[str, str]
    first_only: str
    issue_columns: tuple[str, ...]
    changed_columns: tuple[str, ...]
    new_columns: tuple[str, ...]
    organisation_columns: tuple[str, ...]
    at_the_top: str
    who_is_there: str
    store: str
    store_one: str
    nobody_is_mailed: str
    nothing_to_store: str
    imports_lead: str
    lists: str
    no_imports: str
    import_columns: tuple[str, ...]
    stored: str
    undone: str
    when: str
    who: str
    became: str
    undo: str
    undo_about: str
    undone_counts: Mapping[str, str]
    said: Mapping[str, TitledText]
