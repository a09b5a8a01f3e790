"""Sample letters about a fictional programme with fictional people."""

from datetime import UTC, date, datetime, time
from typing import Any, Final

from msgspec.structs import replace

from services.notify.domain.calendar import CalendarMessage, Method, Party
from services.notify.domain.letters.letter import (
    Contact,
    DateLine,
    Letter,
    Links,
    MailKind,
    MailSender,
    PreviousDetails,
    ProgrammeInfo,
    Recipient,
    ReminderTime,
    RoleInOrganisation,
)
from shared import times
from shared.calendar.words import summary_of
from shared.language import Language

_MADE_AT: Final = datetime(2027, 1, 4, 8, 30, tzinfo=UTC)
_BASE: Final = "https://kallelse.example"
_PROGRAMME: Final = ProgrammeInfo(
    title="Att leda forskningsbaserad skolutveckling",
    subtitle="skolchefer och verksamhetschefer, 2027",
    summary=(
        "Ett regionalt kollegialt lärande om hur skolhuvudmän leder och styr en hållbar skolutveckling. "
        "Lärträffarna varvas med föreläsningar och övningar."
    ),
    reservation="Med reservation för eventuella ändringar.",
    is_free=True,
)
_SERIES: Final = (
    (date(2027, 1, 20), 9, None),
    (date(2027, 3, 17), 9, None),
    (date(2027, 5, 7), 9, None),
    (date(2027, 9, 6), 9, None),
    (date(2027, 10, 26), 9, None),
    (date(2027, 11, 26), 13, "tillsammans med kommunchefer och skolpolitiker"),
    (date(2027, 12, 9), 13, None),
)


ANSWER_LINK: Final = Links(privacy_url=f"{_BASE}/ruc/personuppgifter", answer_url=f"{_BASE}/i/{'a' * 48}")
NO_PERSONAL_LINK: Final = Links(privacy_url=f"{_BASE}/ruc/personuppgifter")
# A colleague without an address, whose mail goes to whoever registered them.
COLLEAGUE: Final = Recipient(name="Bo Ek", email="karin.aberg@hallsberg.example", is_shared=True)
ROLE: Final = RoleInOrganisation(role="skolchef", organisation="Hallsbergs kommun")


def session(number: int) -> DateLine:
    """Return one of the seven sessions of the year, all online."""
    day, hour, note = _SERIES[number - 1]
    return DateLine(
        title=f"Lärträff {number}",
        form="lärträff",
        mode="digital",
        note=note,
        starts_at=times.instant(day, time(hour)),
        ends_at=times.instant(day, time(hour + 3)),
    )


def previous_of(line: DateLine) -> PreviousDetails:
    """Return a line as the `previous` of an update."""
    return PreviousDetails(
        title=line.title, mode=line.mode, place=line.place, starts_at=line.starts_at, ends_at=line.ends_at
    )


def join(number: int) -> str:
    """Return a personal join link."""
    return f"{_BASE}/j/{number:048d}"


def letter_of(
    language: Language,
    kind: MailKind,
    case: str,
    dates: tuple[DateLine, ...],
    *,
    entry: Method | None = None,
    entry_of: DateLine | None = None,
    sequence: int = 1,
    **more: Any,  # any field of a letter
) -> Letter:
    is_invitation = kind in {"invitation", "invitation_reminder"} or (kind, case) == ("link", "invitation")
    recipient = Recipient(
        name="Karin Åberg",
        email="karin.aberg@hallsberg.example",
        role=ROLE.role,
        organisation=ROLE.organisation,
    )
    letter = Letter(
        kind=kind,
        key=f"{kind}:{case}:{language}",
        message_id=f"<{kind}.{case}.{language}@kallelse.example>",
        envelope_from=f"b+{kind}-{case}-{language}@studs.kallelse.example",
        made_at=_MADE_AT,
        language=language,
        sender=MailSender(
            name="Regionalt utvecklingscentrum, Örebro", short_name="RUC", address="ruc@kallelse.example"
        ),
        recipient=recipient,
        programme=_PROGRAMME,
        cohort_name="2027",
        contact=Contact(label="Maria Ekström", email="kontaktperson@ruc.example", phone="070-174 06 05"),
        dates=dates,
        links=Links(
            privacy_url=f"{_BASE}/ruc/personuppgifter",
            answer_url=f"{_BASE}/i/{'a' * 48}" if is_invitation else None,
            my_url=None if is_invitation else f"{_BASE}/r/{'b' * 48}",
            feed_url=None if is_invitation else f"{_BASE}/k/{'c' * 48}.ics",
        ),
        respond_by=date(2027, 1, 13) if is_invitation else None,
        substitutes_allowed=kind != "substitute",
        reminders=(ReminderTime(days_before=1),),
        correlation_id="0198c0de-0000-7000-8000-000000000000",
    )
    if (kind, case) == ("link", "data"):
        own = Links(privacy_url=letter.links.privacy_url, data_url=f"{_BASE}/d/{'d' * 48}")
        letter = replace(letter, links=own)
    letter = replace(letter, **more)
    return (
        replace(letter, calendar=_message(letter, entry_of or dates[0], entry, sequence)) if entry else letter
    )


def _message(letter: Letter, line: DateLine, method: Method, sequence: int) -> CalendarMessage:
    return CalendarMessage(
        method=method,
        uid="0198c0de-0000-7000-8000-000000000001-seat",
        sequence=sequence,
        dtstamp=letter.made_at,
        organizer=Party(address="m+0123456789abcdef@kallelse.example", name=letter.sender.name),
        attendee=Party(address=letter.recipient.email, name=letter.recipient.name),
        language=letter.language,
        summary=summary_of(line.title, letter.programme.title),
        mode=line.mode,
        place=line.place,
        on=line.on,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        is_tentative=line.is_tentative,
        join_url=line.join_url,
        note=line.note,
        contact=(letter.contact.label, letter.contact.email, letter.contact.phone) if letter.contact else (),
    )
