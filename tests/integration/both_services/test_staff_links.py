"""A link for choosing a password goes from the page to the mailbox, and what the mail says opens the door once."""

import re

import pytest

from services.registration.actions.directory.passwords import Passwords
from services.registration.actions.staff import ask_for_link, change_staff, choose_password
from services.registration.domain.errors import NotFound
from shared import times
from shared.links import LinkKey
from tests.support.caller import a_caller, an_initiator
from tests.support.mail import read

KEYS = (LinkKey(1, bytes(32)),)  # notify's, in these tests
EMAIL = "karin@ruc.example"


def mails(both):
    return [mail for mail in map(read, both.post.mailbox.raws()) if mail.kind == "staff"]


async def choose(both, token: str, password: str):
    return await choose_password.choose_by_link(
        both.organiser.pool, an_initiator(), Passwords(), token=token, password=password, keys=KEYS
    )


async def test_a_mailed_link_sets_a_password_once_and_a_forgotten_one_replaces_it(both):
    both.post.start()
    pool = both.organiser.pool
    caller = a_caller(both.organiser.organiser_id, now=times.now())
    await change_staff.invite(pool, caller, email=EMAIL, role="coordinator", name="Karin Åberg")
    await both.settle()

    [mail] = mails(both)
    assert (mail.to, mail.subject) == (EMAIL, "Välkommen till Kallelse: Provkontoret")
    [token] = set(re.findall(r"/admin/valkommen/([\w-]+)", mail.text))
    assert (await choose(both, token, "korrekt häst batteri")).email == EMAIL
    with pytest.raises(NotFound):
        await choose(both, token, "något helt annat här")

    await ask_for_link.ask_for_link(
        pool, an_initiator(), email=EMAIL, of_network={}, of_address={}, of_address_today={}
    )
    await both.settle()

    forgotten = mails(both)[-1]
    assert forgotten.subject == "Nytt lösenord till Kallelse"
    [second] = set(re.findall(r"/admin/valkommen/([\w-]+)", forgotten.text))
    assert second != token
    await choose(both, second, "häst batteri klammer")
    await both.settle()
    assert len(mails(both)) == 2
    assert await both.broken() == []
