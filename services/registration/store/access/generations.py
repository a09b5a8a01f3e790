"""The generation of a personal link: raised to make the links that are out invalid."""

from typing import Final


def following(column: str) -> str:
    """The SQL expression of the generation after the one in this column.

    After a restore, or a failover, it begins a thousand higher: a link that was made after the backup has a generation that the
    backup does not know, and must not open again when another link is made.
    """
    return f"greatest({column} + 1, 1000 * ((select value from epoch) - 1))"


# Of the row that an update changes, where it has no other name.
next_generation: Final = following("generation")
