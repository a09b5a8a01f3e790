"""The page on personal data says for how long, on what ground, and who processes, as the operator has set it."""

import re

import httpx
import pytest

from tests.support import api as support


async def notice(database, language, **settings):
    async with support.running(database, **settings) as api:
        await api.client("admin")
        transport = httpx.ASGITransport(api.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://kallelse.example") as web:
            answer = await web.get(f"/prov/personuppgifter?lang={language}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "sv",
            [
                "tar vi bort 2 år efter din senaste träff", "tar vi bort efter 30 dagar", "efter 90 dagar",
                "1 år efter svaret", "artikel 6.1 e i dataskyddsförordningen",
            ],
        ),
        (
            "en",
            [
                "2 years after your latest session", "after 30 days", "after 90 days", "1 year after the answer",
                "article 6.1 e of the General Data Protection Regulation",
            ],
        ),
    ],
)  # fmt: skip
async def test_the_notice_says_every_period_and_the_legal_ground(database, language, says):
    text = await notice(database, language)

    assert [words for words in says if words not in text] == []


async def test_the_notice_says_what_the_operator_has_set(database):
    text = await notice(
        database, "sv", keep_people_days=400, keep_mail_bytes_days=0, legal_ground="agreement",
        processors="Driftbolaget AB",
    )  # fmt: skip

    assert "400 dagar efter din senaste träff" in text
    assert "Innehållet i mejlen" not in text
    assert "artikel 6.1 b" in text
    assert "Driftbolaget AB, som sköter systemet åt oss" in text
