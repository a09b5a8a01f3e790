"""Who goes next, and who has to wait for whom: nobody for another domain."""

from typing import NamedTuple

from services.notify.domain.lanes import SLOW_SECONDS, Lanes


class Mail(NamedTuple):
    domain: str
    number: int = 1


def lanes_with(*mails):
    lanes = Lanes()
    for mail in mails:
        lanes.add(mail)
    return lanes


def answer(lanes, domain, now=0.0):
    """One mail goes to a domain, which answers: it is trusted from then on."""
    lanes.add(Mail(domain, 0))
    assert lanes.begin(now) is not None
    lanes.end(domain, now, answered=True)


def test_domains_take_turns_and_each_keeps_its_order():
    lanes = lanes_with(Mail("a", 1), Mail("a", 2), Mail("b", 3))
    began = []
    while (mail := lanes.begin(0.0)) is not None:
        began.append(mail.number)
        lanes.end(mail.domain, 0.0, answered=True)

    assert began == [1, 3, 2]


def test_a_domain_that_nobody_knows_gets_one_at_a_time():
    lanes = lanes_with(Mail("a", 1), Mail("a", 2))

    assert lanes.begin(0.0) == Mail("a", 1)
    assert lanes.begin(0.0) is None


def test_a_domain_that_answers_gets_several_at_once():
    lanes = Lanes()
    answer(lanes, "a")
    lanes.add(Mail("a", 1))
    lanes.add(Mail("a", 2))

    assert [lanes.begin(0.0), lanes.begin(0.0)] == [Mail("a", 1), Mail("a", 2)]


def test_while_one_is_stuck_no_second_is_begun_there():
    lanes = Lanes()
    answer(lanes, "a")
    lanes.add(Mail("a", 1))
    lanes.add(Mail("a", 2))
    lanes.begin(0.0)

    now = SLOW_SECONDS + 0.1
    assert (lanes.begin(now), lanes.stuck(now), lanes.held_up(now)) == (None, 1, ["a"])


def test_a_domain_that_fails_rests_and_gives_back_what_waited():
    lanes = lanes_with(Mail("a", 1), Mail("a", 2))
    lanes.begin(0.0)

    assert lanes.rest("a", 30.0) == [Mail("a", 2)]
    lanes.end("a", 0.0, answered=False)
    lanes.add(Mail("a", 3))
    assert lanes.begin(29.0) is None
    assert lanes.begin(30.0) == Mail("a", 3)


def test_what_was_begun_in_vain_goes_first_again():
    lanes = lanes_with(Mail("a", 1), Mail("a", 2))
    mail = lanes.begin(0.0)
    lanes.put_back(mail)
    lanes.end("a", 0.0, answered=None)

    assert lanes.begin(0.0) == mail


def test_it_counts_what_could_go_now():
    lanes = lanes_with(Mail("a", 1), Mail("a", 2), Mail("b", 3))
    lanes.begin(0.0)

    assert (len(lanes), lanes.startable(0.0, most=9)) == (2, 1)
