"""Permissions: one table of all actions, by the role of a token or staff member and by the kind of other callers.

The command line and the service itself (`command`, `system`) may do everything. A participant acts through a personal
link; the page has checked that it gives access to that person's data only. A visitor has no link.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from services.registration.domain.caller import Actor, Initiator, Role


class NotPermitted(Exception):
    """The caller may not do this. The web layer checks `may` first and answers 403, so raising this is a bug."""


class Permission(msgspec.Struct, frozen=True):
    """The roles of tokens and staff that may run an action, and whether participants and visitors may."""

    roles: frozenset[Role] = frozenset()
    participant: bool = False
    visitor: bool = False


_ADMIN: Final = Permission(frozenset({"admin"}))
_WRITE: Final = Permission(frozenset({"admin", "coordinator"}))
_WRITE_OR_OWN: Final = Permission(frozenset({"admin", "coordinator"}), participant=True)
_WRITE_OR_VISIT: Final = Permission(frozenset({"admin", "coordinator"}), visitor=True)
_OWN: Final = Permission(participant=True)
_VISIT: Final = Permission(visitor=True)
_ANYBODY_SIGNED_IN: Final = Permission(frozenset({"admin", "coordinator", "viewer"}))
_SERVICE: Final = Permission()

READ: Final = "read"
READ_AS_ADMIN: Final = "read_as_admin"  # who may do what, and who did what

PERMISSIONS: Final[Mapping[str, Permission]] = {
    READ: _ANYBODY_SIGNED_IN,
    READ_AS_ADMIN: _ADMIN,
    # The organiser and its directory
    "organiser.change": _ADMIN,
    "organiser.pause_sending": _ADMIN,
    "organiser.resume_sending": _ADMIN,
    "organiser.set_logo": _ADMIN,
    "organiser.remove_logo": _ADMIN,
    "token.create": _ADMIN,
    "token.revoke": _ADMIN,
    "webhook.create": _ADMIN,
    "webhook.change": _ADMIN,
    "webhook.rotate": _ADMIN,
    "webhook.delete": _ADMIN,
    "webhook.test": _ADMIN,
    "webhook.resend": _ADMIN,
    "webhook.deliver": _SERVICE,
    "staff.sign_in": _VISIT,
    "staff.sign_out": _VISIT,
    "staff.choose_password": _VISIT,
    "staff.ask_for_link": _VISIT,
    "staff.change_password": _ANYBODY_SIGNED_IN,
    "staff.invite": _ADMIN,
    "staff.send_link": _ADMIN,
    "staff.change_role": _ADMIN,
    "staff.stop": _ADMIN,
    "staff.change_own": _ANYBODY_SIGNED_IN,
    "staff.change_feed": _ANYBODY_SIGNED_IN,
    "list.export": _ANYBODY_SIGNED_IN,
    "organisation.create": _WRITE,
    "organisation.change": _WRITE,
    "organisation.delete": _WRITE,
    "person.create": _WRITE,
    "person.change": _WRITE,
    "person.delete": _WRITE,
    "person.import": _WRITE,
    "person.undo_import": _WRITE,
    "person.merge": _WRITE,
    "position.hand_over": _WRITE,
    "person.choose_language": _OWN,
    "person.change_own_details": _OWN,
    "person.replace_links": _WRITE_OR_OWN,
    "person.reveal": _WRITE,
    "person.export": _ADMIN,
    "person.forget": Permission(frozenset({"admin"}), participant=True),
    "person.finish_forgetting": _SERVICE,
    "contact.create": _WRITE,
    "contact.change": _WRITE,
    "contact.delete": _WRITE,
    "audience.create": _WRITE,
    "audience.change": _WRITE,
    "audience.delete": _WRITE,
    # Programmes, cohorts, questions, sessions
    "programme.create": _WRITE,
    "programme.change": _WRITE,
    "programme.delete": _WRITE,
    "cohort.create": _WRITE,
    "cohort.change": _WRITE,
    "cohort.delete": _WRITE,
    "cohort.publish": _WRITE,
    "cohort.close": _WRITE,
    "cohort.cancel": _WRITE,
    "cohort.copy": _WRITE,
    "cohort.pause_sending": _WRITE,
    "cohort.resume_sending": _WRITE,
    "consent.set": _WRITE,
    "question.create": _WRITE,
    "question.change": _WRITE,
    "question.delete": _WRITE,
    "session.create": _WRITE,
    "session.change": _WRITE,
    "session.cancel": _WRITE,
    "session.delete": _WRITE,
    # Invitations
    "invitation_rule.create": _WRITE,
    "invitation_rule.change": _WRITE,
    "invitation_rule.delete": _WRITE,
    "invitation.send": _WRITE,
    "invitation.remind": _WRITE,
    "invitation.send_due": _SERVICE,
    "invitation.expire": _SERVICE,
    "scheduled_sending.create": _WRITE,
    "scheduled_sending.change": _WRITE,
    "scheduled_sending.take_back": _WRITE,
    "scheduled_sending.send": _WRITE,
    "scheduled_sending.send_due": _SERVICE,
    "invitation.answer": _WRITE_OR_OWN,
    "invitation.answer_forwarded": _VISIT,
    "invitation.note_message": _OWN,
    # Registrations and attendance
    "registration.create": _WRITE_OR_VISIT,
    "registration.create_several": _VISIT,
    "registration.send_link": _WRITE_OR_VISIT,
    "registration.send_data_link": _OWN,
    "registration.change_answers": _WRITE,
    "registration.answer": _OWN,
    "registration.change_dates": _OWN,
    "registration.choose_calendar": _OWN,
    "registration.withdraw": _WRITE_OR_OWN,
    "registration.substitute": _WRITE_OR_OWN,
    "registration.take_back": _WRITE_OR_OWN,
    "registration.accept_offer": _OWN,
    "registration.expire_offers": _SERVICE,
    "registration.confirm": _WRITE_OR_OWN,
    "registration.let_go": _SERVICE,
    "registration.confirm_coming": _OWN,
    "calendar_answer.take": _SERVICE,
    "calendar_answer.count": _WRITE,
    "calendar_answer.put_aside": _WRITE,
    "calendar_answer.refuse": _WRITE,
    "delivery.resend": _WRITE,
    # Mailings
    "mailing.create": _WRITE,
    "mailing.change": _WRITE,
    "mailing.delete": _WRITE,
    "mailing.schedule": _WRITE,
    "mailing.send": _WRITE,
    "mailing.send_due": _SERVICE,
    "mailing.cancel": _WRITE,
    "mailing.test": _WRITE,
    "mailing.attach": _WRITE,
    "mailing.detach": _WRITE,
    "mailing_template.create": _WRITE,
    "mailing_template.change": _WRITE,
    "mailing_template.delete": _WRITE,
    "letter_text.create": _WRITE,
    "letter_text.change": _WRITE,
    "letter_text.delete": _WRITE,
    "attendance.note": _WRITE,
    "attendance.join": _OWN,
    "attendance.join_as_guest": _VISIT,
    # The public pages
    "enquiry.create": _VISIT,
    "enquiry.answer": _WRITE,
    "enquiry.change": _WRITE,
    "opening.subscribe": _VISIT,
    # Upkeep
    "scenario.import": _SERVICE,
    "answers.erase_sensitive": _SERVICE,
    "upkeep.purge": _SERVICE,
    "upkeep.dispose": _SERVICE,
    "upkeep.check": _SERVICE,
}


def may(actor: Actor, action: str) -> bool:
    """Whether an actor may run an action; raises `KeyError` for an action that is not in the table."""
    permission = PERMISSIONS[action]
    match actor.kind:
        case "token" | "staff":
            return actor.role in permission.roles
        case "participant":
            return permission.participant
        case "visitor":
            return permission.visitor
        case "command" | "system":
            return True


def require(caller: Initiator, action: str) -> None:
    """Raise `NotPermitted` unless the caller may run the action."""
    if not may(caller.actor, action):
        raise NotPermitted(f"{caller.actor.kind} {action}")
