"""What the mailbox answers instead of taking a mail: for seeing how the sender bears it."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

# A recipient's address in; nothing for "take it", or one of
#   "451 4.7.1 wait"        refused when the recipient is named, for now
#   "550 5.1.1 no"          the same, for good
#   "hang"                  no answer at all when the recipient is named
#   "data: 451 4.3.0 full"  refused when the whole mail has been sent
#   "data: hang"            the mail is kept, and its sender never hears so
Answer = Callable[[str], str | None]

HANG: Final = "hang"
AFTER_DATA: Final = "data:"


def take_everything(address: str) -> str | None:  # noqa: ARG001 - whoever it is for
    """Refuse nothing."""
    return None


def by_table(table: Mapping[str, str]) -> Answer:
    """Look up the address, then its domain; case does not matter."""
    folded = {key.casefold(): answer for key, answer in table.items()}

    def answer(address: str) -> str | None:
        known = folded.get(address.casefold())
        return known or folded.get(address.rpartition("@")[2].casefold())

    return answer


def at_recipient(answer: str | None) -> str | None:
    """Give what to say when the recipient is named."""
    return answer if answer and not answer.startswith(AFTER_DATA) else None


def at_data(answer: str | None) -> str | None:
    """Give what to say when the mail has been sent."""
    return answer.removeprefix(AFTER_DATA).strip() if answer and answer.startswith(AFTER_DATA) else None


async def silence() -> None:
    """Never answer; ends when the other side hangs up."""
    await asyncio.get_running_loop().create_future()
