"""A refusal of one recipient, told apart from a relay that refuses us."""

from itertools import count

import pytest

from services.notify.domain.refusals import Refusal, RefusalJudge, about
from tests.support.notify import an_id

NUMBERS = count()
SENDER = "553 5.7.1 <…@…>: Sender address rejected: not owned by user"


def refused(judge, reply, *, domain="nora.example", who=None, now=0.0):
    who = who or f"p{next(NUMBERS)}"
    refusal = Refusal(delivery_id=an_id(who), recipient=f"{who}@{domain}", domain=domain, reply=reply)
    return judge.judge(refusal, now)


@pytest.mark.parametrize(
    ("reply", "whom"),
    [
        ("550 5.1.1 no such user", "recipient"),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", "recipient"),
        ("550 5.2.1 mailbox disabled", "recipient"),
        ("552 message too large", "recipient"),
        ("552 5.3.4 message too large", "recipient"),
        ("554 5.6.0 broken", "recipient"),
        ("an address has one @", "recipient"),
        (SENDER, "us"),
        ("550 5.7.1 Relaying denied", "us"),
        ("554 5.7.1 <…@…>: Relay access denied", "us"),
        ("550 5.7.26 not authenticated", "us"),
        ("550 5.1.8 Access denied, bad outbound sender", "us"),
        ("530 5.5.1 Authentication required", "us"),
        ("550 relay not permitted", "us"),
        ("550 Administrative prohibition", "us"),
        ("553 sender address rejected", "us"),
        ("550 no", "unclear"),
        ("554 5.3.0 failed", "unclear"),
    ],
)
def test_a_5xx_reply_says_whom_it_is_about(reply, whom):
    assert about(reply) == whom


def test_an_unknown_recipient_is_final_at_once():
    assert refused(RefusalJudge(), "550 5.1.1 no such user") == "final"


@pytest.mark.parametrize(
    "reply", [SENDER, "550 relay not permitted", "550 5.7.64 TenantAttribution; Relay Access Denied"]
)
def test_three_recipients_refused_for_the_sender_are_a_relay_that_refuses_us(reply):
    judge = RefusalJudge()

    assert [refused(judge, reply) for _ in range(4)] == ["again", "again", "relay", "relay"]


def test_the_same_unclear_refusal_of_three_domains_is_a_relay_that_refuses_us_and_those_before_are_revived():
    judge = RefusalJudge()

    verdicts = [refused(judge, "550 no", domain=f"d{n}.example", who=f"who{n}") for n in range(3)]

    assert verdicts == ["final", "final", "relay"]
    assert {an_id("who0"), an_id("who1")} <= set(judge.judged_too_soon())
    assert judge.judged_too_soon() == []


def test_one_domain_that_knows_nobody_is_no_fault_of_the_relay():
    judge = RefusalJudge()

    assert {refused(judge, "550 no") for _ in range(50)} == {"final"}


def test_unknown_recipients_of_some_domains_are_final_and_of_a_dozen_are_not():
    judge = RefusalJudge()

    verdicts = [refused(judge, "550 5.1.1 unknown", domain=f"d{n}.example") for n in range(12)]

    assert verdicts == ["final"] * 11 + ["relay"]


def test_an_accepted_mail_shows_that_the_relay_does_not_refuse_us():
    judge = RefusalJudge()
    for n in range(20):
        assert refused(judge, "550 no", domain=f"d{n}.example") == "final"
        judge.accepted("well.example", 0.0)


def test_one_mailbox_that_wants_no_mail_from_us_fails_at_its_second_refusal():
    judge = RefusalJudge()
    assert refused(judge, "550 5.7.1 not for you", who="closed", now=1.0) == "again"
    judge.accepted("nora.example", 2.0)

    assert refused(judge, "550 5.7.1 not for you", who="closed", now=3.0) == "final"


def test_mailboxes_that_made_the_relay_look_bad_fail_once_it_has_accepted_another_mail():
    judge = RefusalJudge()
    closed = [f"closed{n}" for n in range(4)]
    assert [refused(judge, "550 5.7.1 no", who=who, now=1.0) for who in closed] == ["again"] * 2 + [
        "relay"
    ] * 2
    judge.accepted("nora.example", 2.0)

    assert [refused(judge, "550 5.7.1 no", who=who, now=3.0) for who in closed] == ["final"] * 4


def test_a_refusal_of_the_only_mail_there_is_stays_open():
    judge = RefusalJudge()

    assert [refused(judge, SENDER, who="only", now=float(n)) for n in range(5)] == ["again"] * 5


def test_a_relay_that_takes_mail_for_its_own_domain_and_refuses_all_others_ends_no_mail():
    judge = RefusalJudge()
    for time in (1.0, 3.0):
        for n in range(8):
            assert (
                refused(judge, "550 relay not permitted", domain=f"d{n}.example", who=f"out{n}", now=time)
                != "final"
            )
            judge.accepted("own.example", time + 0.5)


@pytest.mark.parametrize("reply", ["550 no", SENDER, "550 5.1.1 unknown"])
def test_a_refusal_that_was_on_its_way_when_the_relay_was_mended_ends_no_mail(reply):
    judge = RefusalJudge()
    verdicts = [refused(judge, reply, domain=f"d{n}.example", who=f"who{n}", now=1.0) for n in range(12)]
    assert verdicts[-1] == "relay"
    judge.accepted("well.example", 2.0)

    assert refused(judge, reply, domain="d0.example", who="who0", now=1.9) == "again"


def test_a_second_refusal_counts_only_if_the_relay_had_accepted_others_before_the_second_try():
    judge = RefusalJudge()
    assert refused(judge, SENDER, who="closed", now=1.0) == "again"
    judge.accepted("nora.example", 2.0)

    assert refused(judge, SENDER, who="closed", now=1.9) == "again"
    assert refused(judge, SENDER, who="closed", now=2.1) == "final"
