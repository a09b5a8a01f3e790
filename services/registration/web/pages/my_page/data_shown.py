"""A person's stored data in a few lines to read; the file beside them has every detail."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.registration.store.views.participant import CohortSetting
from services.registration.web.kit.parts import Fact
from services.registration.web.wording import WORDING, Wording, plural


def facts(data: Mapping[str, Any], setting: CohortSetting, texts: Wording) -> Iterator[Fact]:
    """Return what is stored about the person, by its kind; `Any`: the values of rows."""
    words, mine = texts.data, texts.mine
    person = data["person"]
    yield Fact(mine.name, person["name"])
    if person["email"]:
        yield Fact(mine.email, person["email"])
    yield Fact(texts.own.language, WORDING[setting.person_language].own.language_name)
    for position in data["positions"]:
        held = (position["role"], position["organisation"])
        yield Fact(words.position, ", ".join(part for part in held if part))
    for registration in data["registrations"]:
        seats = sum(seat["status"] == "confirmed" for seat in registration["seats"])
        status = words.registrations[registration["status"]]
        counted = f"{status}, {plural(words.seats, seats, texts)}" if seats else status
        yield Fact(words.registration.format(title=registration["programme"]), counted)
    for invitation in data["invitations"]:
        yield Fact(
            words.invitation.format(title=invitation["programme"]), words.invitations[invitation["status"]]
        )
    for known in data["mail"]:
        if known["dead_since"]:
            yield Fact(words.mail, words.mail_dead)
        if known["away_told_at"]:
            yield Fact(words.mail, words.mail_away.format(subject=known["away_subject"] or ""))
    for enquiry in data["enquiries"]:
        yield Fact(words.enquiry, enquiry["subject"])
    for interest in data["interests"]:
        yield Fact(words.interest, interest["programme"] or setting.organiser_name)
