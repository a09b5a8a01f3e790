"""Invitations and answers of a cohort, day by day."""

from collections.abc import Mapping

import msgspec


class OverTimeWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/omgangar/{id}/over-tid`, and the link to it."""

    link: str
    heading: str
    charts: str
    about: str
    caption: str
    caption_none: str
    in_table: str
    series: Mapping[str, str]
    table: str
    cut: str
    columns: tuple[str, ...]
    nothing: str
