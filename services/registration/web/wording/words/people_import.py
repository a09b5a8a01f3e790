"""What is said of a list of people from a sheet."""

from collections.abc import Mapping

import msgspec


class PeopleImportWords(msgspec.Struct, frozen=True, kw_only=True):
    """`issues`: what is wrong or doubtful in a cell. `refusals`: why a file is not read. `notes`: what to know about a file.

    `kept`: why something stays when an import is undone.
    """

    issues: Mapping[str, str]
    refusals: Mapping[str, str]
    notes: Mapping[str, str]
    kept: Mapping[str, str]
