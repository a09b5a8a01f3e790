"""Replies of the mailbox that refuse or delay a mail, to test how the sender handles them."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

# A function from a recipient's address to None, which accepts the mail, or to one of
#   "451 4.7.1 wait"        temporary refusal at RCPT TO
#   "550 5.1.1 no"          permanent refusal at RCPT TO
#   "hang"                  no reply to RCPT TO
#   "data: 451 4.3.0 full"  refusal after the whole mail has been sent
#   "data: hang"            the mail is stored, but the sender gets no reply
Answer = Callable[[str], str | None]

HANG: Final = "hang"
AFTER_DATA: Final = "data:"


def take_everything(address: str) -> str | None:  # noqa: ARG001 - the same for every recipient
    """Accept every recipient."""
    return None


def by_table(table: Mapping[str, str]) -> Answer:
    """Return a function that looks up the address, then its domain, without regard to case."""
    folded = {key.casefold(): answer for key, answer in table.items()}

    def answer(address: str) -> str | None:
        known = folded.get(address.casefold())
        return known or folded.get(address.rpartition("@")[2].casefold())

    return answer


def at_recipient(answer: str | None) -> str | None:
    """Return the reply to RCPT TO; None accepts."""
    return answer if answer and not answer.startswith(AFTER_DATA) else None


def at_data(answer: str | None) -> str | None:
    """Return the reply after DATA; None accepts."""
    return answer.removeprefix(AFTER_DATA).strip() if answer and answer.startswith(AFTER_DATA) else None


async def silence() -> None:
    """Never reply; cancelled when the client disconnects."""
    await asyncio.get_running_loop().create_future()
