"""The doctor looks at the provider at which staff sign in."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from infra import doctor
from infra.oidc_doctor import look_at_provider
from shared.refused import Fault
from tests.support import oidc
from tests.support.api import settings
from tests.support.oidc import FakeProvider
from tests.support.servers import Database

MADE_WITH = settings(Database(name="", admin_url="", registration_url="", notify_url=""), **oidc.SETTINGS)


def answering(provider: FakeProvider, *, ahead: timedelta = timedelta(0)) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        found = provider(request)
        found.headers["date"] = format_datetime(datetime.now(UTC) + ahead, usegmt=True)
        return found

    return httpx.MockTransport(answer)


async def test_a_provider_that_answers_is_well():
    assert await look_at_provider(MADE_WITH, transport=answering(FakeProvider())) == f"{oidc.ISSUER} as email"


@pytest.mark.parametrize(
    ("provider", "says"),
    [
        (FakeProvider(status=503), "it answers 503"),
        (FakeProvider(status=404), "it answers 404"),
        (FakeProvider(configuration={"issuer": f"{oidc.ISSUER}/"}), "names another issuer"),
        (FakeProvider(configuration={"token_endpoint": None}), "cannot be read"),
    ],
)
async def test_a_provider_that_is_not_the_one_of_the_settings_is_wrong(provider, says):
    with pytest.raises(Fault, match=says):
        await look_at_provider(MADE_WITH, transport=answering(provider))


@pytest.mark.parametrize("minutes", [-3, 3])
async def test_clocks_that_are_apart_are_told(minutes):
    with pytest.raises(Fault, match="seconds apart"):
        await look_at_provider(
            MADE_WITH, transport=answering(FakeProvider(), ahead=timedelta(minutes=minutes))
        )


def test_the_doctor_looks_at_a_provider_only_where_one_is_named():
    environ = {
        "KALLELSE_DATABASE_URL": "postgresql://kallelse@127.0.0.1/kallelse",
        "KALLELSE_REDIS_URL": "redis://127.0.0.1:6379/0",
        "KALLELSE_BASE_URL": "https://kallelse.example",
        "KALLELSE_LINK_KEYS": "1:" + "0123456789abcdef" * 4,
        "KALLELSE_INTERNAL_SECRET": "made-up-and-long-enough",
        "KALLELSE_NOTIFY_URL": "http://127.0.0.1:8001",
    }
    named = environ | {f"KALLELSE_{name.upper()}": value for name, value in oidc.SETTINGS.items()}

    def looks(found: dict[str, str]) -> list[str]:
        return [name for name, _ in doctor._looks(doctor.read_configuration(None, found))]

    assert "sign-in" not in looks(environ)
    assert "sign-in" in looks(named)
    assert "sign-in" not in looks(named | {"KALLELSE_OIDC_CLIENT_ID": ""})
