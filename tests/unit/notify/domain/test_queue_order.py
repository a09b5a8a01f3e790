"""In which order ready mails leave, and who is left alone for a time."""

from itertools import count
from uuid import UUID

import msgspec

from services.notify.domain.domain_queue import DomainQueue
from services.notify.domain.urgency import Line, Urgency

LARGE, SMALL = UUID(int=1), UUID(int=2)
NUMBERS = count(1)


class QueuedMail(msgspec.Struct, frozen=True, kw_only=True):
    what: str
    tenant: UUID = LARGE
    urgency: Urgency = Urgency.MAILING
    domain: str = "nora.example"
    recipient: str = ""

    @property
    def line(self):
        return Line(self.tenant, self.urgency)


def mails(number, what, **more):
    return [
        QueuedMail(what=f"{what}{n}", recipient=more.get("recipient", f"{next(NUMBERS)}@nora.example"),
             **{key: value for key, value in more.items() if key != "recipient"})
        for n in range(number)
    ]  # fmt: skip


def queue_of(*waiting):
    """A queue whose one domain is known to answer."""
    queue = DomainQueue()
    [known] = mails(1, "known")
    queue.add(known)
    assert queue.begin(0.0) is known
    queue.end(known, 0.0, answered=True)
    for mail in waiting:
        queue.add(mail)
    return queue


def in_order(queue, number):
    """Begin and end so many mails, one after another."""
    began = []
    for _ in range(number):
        mail = queue.begin(0.0)
        began.append(mail.what)
        queue.end(mail, 0.0, answered=True)
    return began


def test_a_confirmation_overtakes_a_mailing():
    queue = queue_of(*mails(9, "invitation"))
    in_order(queue, 3)
    queue.add(mails(1, "confirmation", urgency=Urgency.ACT)[0])

    assert in_order(queue, 2) == ["confirmation0", "invitation3"]


def test_within_a_tenant_changes_go_before_reminders_and_these_before_invitations():
    queue = queue_of(
        *mails(1, "invitation"),
        *mails(1, "reminder", urgency=Urgency.REMINDER),
        *mails(1, "update", urgency=Urgency.CHANGE),
    )

    assert in_order(queue, 3) == ["update0", "reminder0", "invitation0"]


def test_a_small_tenant_has_every_other_turn_whatever_its_mail_is():
    queue = queue_of(*mails(9, "update", urgency=Urgency.CHANGE), *mails(2, "small", tenant=SMALL))

    assert in_order(queue, 5) == ["update0", "small0", "update1", "small1", "update2"]


def test_confirmations_without_end_leave_every_fourth_turn_to_others():
    queue = queue_of(*mails(9, "confirmation", urgency=Urgency.ACT), *mails(2, "small", tenant=SMALL))

    assert in_order(queue, 8) == [
        "confirmation0", "confirmation1", "confirmation2", "small0",
        "confirmation3", "confirmation4", "confirmation5", "small1",
    ]  # fmt: skip


def test_tenants_take_turns_with_their_confirmations():
    act = {"urgency": Urgency.ACT}
    queue = queue_of(*mails(3, "large", **act), *mails(1, "small", tenant=SMALL, **act))

    assert in_order(queue, 3) == ["large0", "small0", "large1"]


def test_a_person_gets_one_mail_at_a_time_in_their_order_and_others_go_beside():
    queue = queue_of(*mails(3, "karin", recipient="karin@nora.example"), *mails(1, "bo"))

    first, beside = queue.begin(0.0), queue.begin(0.0)
    assert (first.what, beside.what, queue.begin(0.0)) == ("karin0", "bo0", None)
    queue.end(first, 0.0, answered=True)
    assert queue.begin(0.0).what == "karin1"


def test_an_address_that_rests_gives_back_its_mails_alone():
    queue = queue_of(*mails(2, "karin", recipient="karin@nora.example"), *mails(2, "bo"))

    given_back = queue.rest_recipient("karin@nora.example", 30.0, 0.0)

    assert [mail.what for mail in given_back] == ["karin0", "karin1"]
    assert (len(queue), queue.is_resting(given_back[0], 29.0), queue.is_resting(given_back[0], 30.0)) == (
        2,
        True,
        False,
    )
    assert in_order(queue, 2) == ["bo0", "bo1"]


def test_a_domain_rests_when_several_of_its_addresses_are_refused_with_none_accepted_between():
    one, two, three = mails(3, "mail")
    queue = queue_of()

    assert [queue.note_refused_for_now(mail) for mail in (one, one, one, two)] == [False] * 4
    assert queue.note_refused_for_now(three)

    assert not queue.note_refused_for_now(one)
    queue.add(two)
    in_order(queue, 1)
    assert [queue.note_refused_for_now(mail) for mail in (two, three)] == [False, False]


def test_the_count_of_each_line_tells_what_may_start():
    queue = queue_of(*mails(3, "mail"), *mails(2, "act", urgency=Urgency.ACT))

    assert queue.count_by_line(0.0) == {Line(LARGE, Urgency.MAILING): 3, Line(LARGE, Urgency.ACT): 2}
    assert len(queue.rest_domain("nora.example", 30.0, 0.0)) == 5
    assert (len(queue), sum(queue.count_by_line(0.0).values())) == (0, 0)
