"""Which answers of a server say that there is no such mailbox."""

import pytest

from services.notify.domain.inbound.failure_reasons import says_no_such_mailbox


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.1.1 no such user",
        "550 5.1.1 …@… User unknown in virtual mailbox table",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found",
        "550 No such user here",
        "550 unrouteable address",
        "550-5.1.1 The email account that you tried to reach does not exist",
    ],
)
def test_a_refusal_that_says_so(reply):
    assert says_no_such_mailbox(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "450 4.1.1 unknown user",  # not now
        "552 5.2.2 mailbox full",
        "550 5.7.1 relaying to unknown user denied",  # about us
        "550 Sender verify failed: no such user",  # about us
        "553 5.1.8 sender address: user unknown",  # about us
        "550 no",
        "an address that cannot stand in SMTP: no such user",  # nobody's answer
        "no answer in time",
    ],
)
def test_a_refusal_that_does_not(reply):
    assert not says_no_such_mailbox(reply)
