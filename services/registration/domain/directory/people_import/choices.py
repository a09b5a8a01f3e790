"""What whoever imports a list wants done with it."""

import msgspec


class ImportChoices(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller wants: whether unknown organisations are made, and whether doubtful rows are left out."""

    makes_organisations: bool = True
    leaves_out_doubtful: bool = False
