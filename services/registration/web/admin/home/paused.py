"""Mail that waits because somebody has paused it: how many, since when, and where to let it go."""

from collections.abc import Sequence

from services.registration.store.views.staff.home import PausedSending
from services.registration.web.admin.home.todo import ToDo
from services.registration.web.admin.kit.layout import Action
from services.registration.web.admin.kit.parts import counted, moment
from services.registration.web.admin.kit.route import StaffRequest
from shared.mail_pauses import PausedMails


def paused_to_do(
    request: StaffRequest, paused: Sequence[PausedSending], found: PausedMails | None
) -> tuple[ToDo, ...]:
    """One for the operator's pause, one for the organiser's, one for each cohort's; the widest says how many wait."""
    texts, language = request.words.staff_mail_times, request.locale.language
    if found is not None and found.everything_since is not None:
        count = sum(one.count for one in found.waiting)
        more = texts.todo_ask_operator.format(when=moment(found.everything_since, language))
        return (ToDo(number=count, what=counted(texts.todo_everything, count), more=more, action=None),)
    return tuple(_of(request, one, found) for one in paused)


def _of(request: StaffRequest, one: PausedSending, found: PausedMails | None) -> ToDo:
    texts, when = request.words.staff_mail_times, moment(one.since, request.locale.language)
    waiting = found.waiting if found is not None else ()
    if one.cohort_id is None:
        may = request.may("organiser.resume_sending")
        count = sum(each.count for each in waiting)
        return ToDo(
            number=count,
            what=counted(texts.todo_organiser, count),
            more=(texts.todo_more if may else texts.todo_ask_admin).format(when=when),
            action=Action(text=texts.todo_show, href=request.address("/mer/mejl")) if may else None,
        )
    count = sum(each.count for each in waiting if each.cohort_id == one.cohort_id)
    return ToDo(
        number=count,
        what=counted(texts.todo_cohort, count, programme=one.programme or "", cohort=one.cohort or ""),
        more=texts.todo_more.format(when=when),
        action=Action(text=texts.todo_show, href=request.address(f"/omgangar/{one.cohort_id}/mejl")),
    )
