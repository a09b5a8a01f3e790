"""Which mail is started next: no domain waits for another."""

from typing import NamedTuple
from uuid import UUID

from services.notify.domain.domain_queue import SLOW_SECONDS, DomainQueue
from services.notify.domain.urgency import Line, Urgency


class Mail(NamedTuple):
    domain: str
    number: int = 1

    @property
    def recipient(self):
        return f"{self.number}@{self.domain}"

    @property
    def line(self):
        return Line(UUID(int=1), Urgency.CHANGE)


def queue_with(*mails):
    queue = DomainQueue()
    for mail in mails:
        queue.add(mail)
    return queue


def answer(queue, domain, now=0.0):
    """Let a domain answer one mail: from then on it may get several at once."""
    queue.add(Mail(domain, 0))
    assert queue.begin(now) is not None
    queue.end(Mail(domain, 0), now, answered=True)


def test_domains_take_turns_and_each_keeps_its_order():
    queue = queue_with(Mail("a", 1), Mail("a", 2), Mail("b", 3))
    started = []
    while (mail := queue.begin(0.0)) is not None:
        started.append(mail.number)
        queue.end(mail, 0.0, answered=True)

    assert started == [1, 3, 2]


def test_an_unknown_domain_gets_one_mail_at_a_time():
    queue = queue_with(Mail("a", 1), Mail("a", 2))

    assert queue.begin(0.0) == Mail("a", 1)
    assert queue.begin(0.0) is None


def test_a_domain_that_has_answered_gets_several_mails_at_once():
    queue = DomainQueue()
    answer(queue, "a")
    queue.add(Mail("a", 1))
    queue.add(Mail("a", 2))

    assert [queue.begin(0.0), queue.begin(0.0)] == [Mail("a", 1), Mail("a", 2)]


def test_a_domain_with_a_slow_mail_gets_no_second_one():
    queue = DomainQueue()
    answer(queue, "a")
    queue.add(Mail("a", 1))
    queue.add(Mail("a", 2))
    queue.begin(0.0)

    now = SLOW_SECONDS + 0.1
    assert (queue.begin(now), queue.count_slow(now), queue.blocked_domains(now)) == (None, 1, ["a"])


def test_a_domain_at_rest_returns_its_queued_mails_and_starts_none_until_the_time():
    queue = queue_with(Mail("a", 1), Mail("a", 2))
    queue.begin(0.0)

    assert queue.rest_domain("a", 30.0, 0.0) == [Mail("a", 2)]
    queue.end(Mail("a", 1), 0.0, answered=False)
    queue.add(Mail("a", 3))
    assert queue.begin(29.0) is None
    assert queue.begin(30.0) == Mail("a", 3)


def test_a_mail_that_is_put_back_goes_first_again():
    queue = queue_with(Mail("a", 1), Mail("a", 2))
    mail = queue.begin(0.0)
    queue.put_back(mail)
    queue.end(mail, 0.0, answered=None)

    assert queue.begin(0.0) == mail


def test_the_domain_queue_counts_the_mails_that_could_start_now():
    queue = queue_with(Mail("a", 1), Mail("a", 2), Mail("b", 3))
    queue.begin(0.0)

    assert (len(queue), queue.count_startable(0.0, most=9)) == (2, 1)
