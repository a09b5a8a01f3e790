"""A session that becomes on site, or whose link is taken away: what the update says of the link."""

import pytest
from msgspec.structs import replace

from services.notify.domain.letters.letter import PreviousDetails
from tests.support.letters import a_date, a_letter, read

SAYS = {
    ("sv", "on_site"): "Länken till mötet används inte längre.",
    ("en", "on_site"): "The link to the meeting is no longer used.",
    ("sv", "digital"): "Mötet har ingen länk just nu. Vi mejlar dig när den är klar.",
    ("en", "digital"): "The meeting has no link at the moment. We will write to you when it is ready.",
}


def an_update(language, mode, *, status="confirmed", had_link=True):
    now = replace(
        a_date(), status=status, mode=mode, place="Sal 2" if mode == "on_site" else None, join_url=None
    )
    before = PreviousDetails(
        title=now.title,
        mode="digital",
        starts_at=now.starts_at,
        ends_at=now.ends_at,
        on=now.on,
        had_join_url=had_link,
    )
    return read(a_letter(replace(now, previous=before), kind="update", language=language))


def words(mail):
    return " ".join(mail.text.split())


@pytest.mark.parametrize(("language", "mode"), SAYS)
def test_an_update_without_a_link_says_what_became_of_it(language, mode):
    mail = an_update(language, mode)

    assert SAYS[language, mode] in words(mail)
    assert "/j/" not in mail.text + mail.html


@pytest.mark.parametrize("how", [{"status": "waiting"}, {"had_link": False}])
def test_somebody_who_had_no_link_hears_nothing_of_it(how):
    assert SAYS["sv", "on_site"] not in words(an_update("sv", "on_site", **how))
