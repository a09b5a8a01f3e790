"""The pages at `/r/…` when nothing is left: withdrawn, given to substitutes, an offer that ran out, over, cancelled."""

from litestar import Response

from services.registration.domain.sessions.session import Session
from services.registration.web.kit.given_seats import all_given
from services.registration.web.kit.layout import Link, PageContext
from services.registration.web.kit.message import message
from services.registration.web.pages.my_page import unconfirmed
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.my_page.page import data_links


def withdrawn(context: MyPageContext) -> Response[bytes]:
    """The page of a withdrawn registration: handed over, expired, or withdrawn by the person."""
    sentences = context.words.mine
    confirm_until = context.registration.confirm_until
    if confirm_until is not None and confirm_until <= context.now:
        return unconfirmed.let_go(context)
    if context.given:
        return all_given(
            PageContext(context.locale, context.setting, here=context.path, more_links=data_links(context)),
            context.given,
            context.sessions,
            path=context.path,
            title=context.setting.programme_title,
            now=context.now,
        )
    if (
        expired := next(
            (s for s in context.sessions if s.id in context.seats and context.seats[s.id].ran_out), None
        )
    ) is not None:
        return _offer_over(context, expired)
    can_answer = context.invitation_path is not None
    return message(
        PageContext(context.locale, context.setting, here=context.path, more_links=data_links(context)),
        status=200,
        kind=context.setting.programme_title,
        heading=sentences.withdrawn,
        leads=(sentences.withdrawn_lead.format(title=context.setting.programme_title),),
        texts=(sentences.withdrawn_again if can_answer else sentences.withdrawn_ask,),
        link=Link(context.words.after.open_again, context.locale.address(context.invitation_path, svara="1"))
        if context.invitation_path
        else None,
    )


def _offer_over(context: MyPageContext, session: Session) -> Response[bytes]:
    """The page if the registration ended because the offer of a seat expired."""
    sentences = context.words.waiting
    return message(
        PageContext(context.locale, context.setting, here=context.path, more_links=data_links(context)),
        status=200,
        kind=context.setting.programme_title,
        heading=sentences.over.title,
        leads=(sentences.over.detail.format(title=session.title),),
        texts=(sentences.over_again,),
        link=Link(sentences.over_link, context.locale.address(f"/{context.setting.slug}")),
    )


def ended(context: MyPageContext) -> Response[bytes]:
    """The page a while after the last session (410): it shows nothing that is stored, and where to ask for it."""
    sentences = context.words.data
    return message(
        PageContext(context.locale, context.setting, here=context.path, more_links=data_links(context)),
        status=410,
        kind=context.setting.programme_title,
        heading=sentences.ended,
        leads=(sentences.ended_lead,),
    )


def cancelled(context: MyPageContext) -> Response[bytes]:
    """The page of a cancelled cohort (410)."""
    heading = context.words.after.cancelled.format(title=context.setting.programme_title)
    lead = context.words.mine.cancelled_lead
    return message(
        PageContext(context.locale, context.setting, here=context.path, more_links=data_links(context)),
        status=410,
        heading=heading,
        leads=(lead,),
    )
