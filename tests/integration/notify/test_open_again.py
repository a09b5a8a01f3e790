"""What a registration told counts for the person's open invitation, on a real database."""

from shared import times
from tests.integration.notify.test_take_events import ahead
from tests.support.notify import (
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    an_id,
    an_invitation,
    an_organiser,
    newer,
)

SEAT, INVITATION = an_id("seat 1 Karin Holm"), an_id("invitation Karin Holm")


async def test_a_date_that_was_cancelled_for_a_seat_given_up_since_is_asked_about_when_it_is_held_after_all(
    post,
):
    post.start()
    session, registration = ahead(), a_registration(a_seat(), registered_at=times.now())
    await post.tell(an_organiser(), a_programme(), a_cohort(), a_person(), session, ahead(2), registration)
    await post.until(f"confirmation:{registration.id}", "sent")
    await post.tell(cancelled := newer(session, status="cancelled", edition=2))
    await post.until(f"cancellation:{SEAT}", "sent")
    await post.tell(invitation := an_invitation(2, respond_by=None))
    await post.until(f"invitation:{INVITATION}", "sent")
    await post.tell(
        newer(registration, status="withdrawn", seats=(a_seat(status="withdrawn", since=times.now()),))
    )

    both = (session.id, *invitation.session_ids)
    await post.tell(
        newer(cancelled, status="scheduled", edition=3), newer(invitation, status="sent", session_ids=both)
    )
    await post.until(f"update:{INVITATION}:1", "sent")

    *_, told = await post.mails(4)
    assert "träffen var inställd, men blir av" in told.get_body(("plain",)).get_content()
    assert await post.quiet() == 4
