"""Which mail is started next: no domain waits for another."""

from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from services.notify.domain.domain_queue import SLOW_SECONDS, DomainQueue
from services.notify.domain.pacing import Pace
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


class Paced(NamedTuple):
    domain: str
    number: int
    urgency: Urgency = Urgency.MAILING
    tenant: int = 1

    @property
    def recipient(self):
        return f"{self.number}@{self.domain}"

    @property
    def line(self):
        return Line(UUID(int=self.tenant), self.urgency)


def begun_in(queue, seconds):
    """Begin and answer mails, a look each quarter of a second, and return when each began."""
    found = []
    for quarter in range(int(seconds * 4)):
        now = quarter / 4
        while (mail := queue.begin(now)) is not None:
            found.append((mail, now))
            queue.end(mail, now, answered=True)
    return found


def test_a_paced_domain_gets_its_mails_spread_out_and_the_others_do_not_wait():
    queue = DomainQueue(to_domain=Pace(30, lambda: 0.5))
    for number in range(20):
        queue.add(Paced("a", number))
        queue.add(Paced(f"b{number}", number))
    found = begun_in(queue, 60)
    times_a = [at for mail, at in found if mail.domain == "a"]
    assert [at for mail, at in found if mail.domain != "a"] == [0.0] * 20
    assert len(times_a) == 20
    assert all(later - earlier >= 1.25 for earlier, later in pairwise(times_a))
    assert 19 * 2 - 2 <= times_a[-1] <= 19 * 2 + 1


def test_what_answers_an_act_waits_for_no_pace_and_counts():
    queue = DomainQueue(to_domain=Pace(30, lambda: 0.5), of_tenant=Pace(30, lambda: 0.5))
    for number in range(3):
        queue.add(Paced("a", number, Urgency.ACT))
    queue.add(Paced("a", 9))
    found = begun_in(queue, 10)
    assert [at for mail, at in found if mail.urgency == Urgency.ACT] == [0.0] * 3
    assert [at for mail, at in found if mail.number == 9] == [5.25]
    assert queue.paced_domains(0.0) == ["a"]


def test_a_paced_tenant_does_not_hold_up_another():
    queue = DomainQueue(of_tenant=Pace(60, lambda: 0.5))
    for number in range(4):
        queue.add(Paced(f"a{number}", number, tenant=1))
        queue.add(Paced(f"b{number}", number, tenant=2))
    assert {mail.tenant for mail, at in begun_in(queue, 0.25)} == {1, 2}
    assert queue.count_startable(0.0, most=9) == 6
    assert not queue.is_on_pace(Line(UUID(int=1), Urgency.MAILING), 0.0)
    assert queue.is_on_pace(Line(UUID(int=1), Urgency.ACT), 0.0)


def test_no_pace_limits_nothing():
    pace = Pace(0)
    pace.begun("a", 0.0)
    assert pace.may_begin("a", 0.0)
    assert pace.waiting(0.0) == []


def test_what_waits_for_a_pace_does_not_fill_the_queue():
    queue = DomainQueue(to_domain=Pace(30, lambda: 0.0))
    for number in range(20):
        assert queue.wait_for_pace(Paced("a", number), 0.0) is None
        queue.add(Paced("a", number))
    assert queue.wait_for_pace(Paced("a", 20), 0.0) == 40.0
    assert queue.wait_for_pace(Paced("b", 20), 0.0) is None
    assert queue.wait_for_pace(Paced("a", 20, Urgency.ACT), 0.0) is None


def test_a_tenants_pace_counts_its_mails_to_all_domains():
    queue = DomainQueue(of_tenant=Pace(60, lambda: 0.0))
    for number in range(20):
        queue.add(Paced(f"a{number}", number))
    assert queue.wait_for_pace(Paced("b", 20), 0.0) == 20.0
    assert queue.wait_for_pace(Paced("b", 20, tenant=2), 0.0) is None
    assert queue_with(*(Mail("a", number) for number in range(30))).wait_for_pace(Mail("a", 30), 0.0) is None
