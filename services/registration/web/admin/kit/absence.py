"""An absence that somebody's mailbox answers with, in words, wherever the person is shown."""

from services.registration.store.directory.person_mails import KnownMail
from services.registration.web.admin.kit.route import StaffRequest
from shared import dates, times


def away_text(request: StaffRequest, known: KnownMail) -> str | None:
    """Until when somebody is away, in a few words; None where nothing says that they are away today."""
    if not known.is_away(times.local(request.caller.now).date()):
        return None
    texts = request.words.staff_person_mail
    if known.away_until is None:
        return texts.away
    return texts.away_until.format(day=dates.day_and_month(known.away_until, request.locale.language))


def away_lines(request: StaffRequest, known: KnownMail) -> tuple[str, ...]:
    """The same with the automatic reply that says so, and whom it names."""
    text = away_text(request, known)
    if text is None or known.away_told_at is None:
        return ()
    texts, language = request.words.staff_person_mail, request.locale.language
    day = dates.day_and_month(times.local(known.away_told_at).date(), language)
    subject = known.away_subject or request.words.staff_person.no_subject
    who = substitute_named(known)
    email = known.substitute_email
    named = f"{who}, {email}" if who and who != email else email
    return (
        text,
        texts.away_about.format(day=day, subject=subject),
        *((texts.instead.format(who=named),) if named else ()),
    )


def substitute_named(known: KnownMail) -> str | None:
    """Whom the reply names, by name where it says one."""
    return known.substitute_name or known.substitute_email
