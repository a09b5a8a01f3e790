"""Settings are checked once, by what the services and the doctor both ask."""

import pytest

from services.notify.settings import NotifySettings
from services.registration.settings import RegistrationSettings
from shared.settings import BadSettings, find_faults, load

KEY = "0123456789abcdef" * 4
GOOD = {
    "KALLELSE_DATABASE_URL": "postgresql://kallelse@127.0.0.1/kallelse",
    "KALLELSE_REDIS_URL": "redis://127.0.0.1:6379/0",
    "KALLELSE_BASE_URL": "https://kallelse.example",
    "KALLELSE_LINK_KEYS": f"1:{KEY}",
    "KALLELSE_INTERNAL_SECRET": "made-up-and-long-enough",
    "KALLELSE_NOTIFY_URL": "http://127.0.0.1:8001",
    "KALLELSE_MAIL_DOMAIN": "kallelse.example",
}


def faults(kind, **changes: str) -> list[str]:
    """The variables that are named, for settings that are right but for these."""
    variables = {f"KALLELSE_{name.upper()}": value for name, value in changes.items()}
    return [str(fault).split()[0] for fault in find_faults(GOOD | variables, kind)]


@pytest.mark.parametrize("kind", [RegistrationSettings, NotifySettings])
def test_good_settings_have_no_fault(kind):
    assert find_faults(GOOD, kind) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("internal_secret", "x"),
        ("internal_secret", "aaaaaaaaaaaaaaaaaaaaaaaa"),
        ("internal_secret", "change-me-to-what-openssl-rand-hex-32-prints"),
        ("link_keys", "1:" + "00" * 32),
        ("link_keys", f"1:{KEY},2:" + "ab" * 32),
        ("link_keys", f"1:{KEY},1:" + KEY[::-1]),
        ("link_keys", "deadbeef"),
        ("database_url", "mysql://127.0.0.1/kallelse"),
        ("database_url", "postgresql://kallelse:change-me@127.0.0.1/kallelse"),
        ("listen_url", "127.0.0.1"),
        ("database_connections", "2"),
        ("redis_url", "http://127.0.0.1"),
        ("base_url", "http://kallelse.example"),
        ("base_url", "https://kallelse.example/"),
        ("base_url", "https://[kallelse"),
        ("log_level", "LOUD"),
    ],
)
@pytest.mark.parametrize("kind", [RegistrationSettings, NotifySettings])
def test_a_weak_or_broken_setting_of_both_services_is_named(kind, field, value):
    assert faults(kind, **{field: value}) == [f"KALLELSE_{field.upper()}"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("smtp_tls", "ssl"),
        ("smtp_port", "99999"),
        ("smtp_port", "0"),
        ("retry_seconds", "abc"),
        ("retry_seconds", "-1"),
        ("retry_seconds", "nan"),
        ("smtp_timeout_seconds", "0"),
        ("smtp_connections", "0"),
        ("smtp_pipelining", "perhaps"),
        ("mail_domain", "kallelse..example"),
        ("mail_domain", "post@kallelse.example"),
        ("sender", "noreply"),
        ("notify_port", "port"),
    ],
)
def test_a_broken_setting_of_notify_is_named(field, value):
    assert faults(NotifySettings, **{field: value}) == [f"KALLELSE_{field.upper()}"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("port", "99999"),
        ("notify_url", "127.0.0.1:8001"),
        ("secure_cookies", "perhaps"),
        ("forwarded_allow_ips", "proxy"),
    ],
)
def test_a_broken_setting_of_registration_is_named(field, value):
    assert faults(RegistrationSettings, **{field: value}) == [f"KALLELSE_{field.upper()}"]


@pytest.mark.parametrize(("given", "lacking"), [("username", "password"), ("password", "username")])
def test_a_relay_that_asks_needs_a_name_and_a_password(given, lacking):
    assert faults(NotifySettings, **{f"smtp_{given}": "made up"}) == [f"KALLELSE_SMTP_{lacking.upper()}"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:8000", "http://10.1.2.3:8000"])
def test_one_machine_and_a_private_network_do_without_encryption(url):
    assert faults(RegistrationSettings, base_url=url) == []


def test_an_empty_variable_is_as_good_as_none():
    assert faults(NotifySettings, smtp_host="", smtp_port="", sender="") == []
    assert load({**GOOD, "KALLELSE_SMTP_HOST": ""}, NotifySettings).smtp_host == "127.0.0.1"
    assert faults(NotifySettings, mail_domain="") == ["KALLELSE_MAIL_DOMAIN"]


def test_every_fault_is_named_at_once_and_no_value_that_is_secret():
    with pytest.raises(BadSettings) as refused:
        load(GOOD | {"KALLELSE_LINK_KEYS": "1:abcd", "KALLELSE_INTERNAL_SECRET": "tiny"}, NotifySettings)

    said = str(refused.value)
    assert "KALLELSE_LINK_KEYS" in said
    assert "KALLELSE_INTERNAL_SECRET" in said
    assert "abcd" not in said
    assert "tiny" not in said


OIDC = {
    "oidc_issuer": "https://login.kommun.example/realms/a/",
    "oidc_client_id": "kallelse",
    "oidc_client_secret": "made up",
}


def test_a_provider_of_sign_in_is_named_whole_or_not_at_all():
    assert faults(RegistrationSettings, **OIDC) == []
    for missing in OIDC:
        given = {name: value for name, value in OIDC.items() if name != missing}
        assert faults(RegistrationSettings, **given) == [f"KALLELSE_{missing.upper()}"]


@pytest.mark.parametrize(
    "issuer",
    [
        "login.kommun.example",
        "http://login.kommun.example",
        "https://login.microsoftonline.com/common/v2.0",
        "https://login.microsoftonline.com/organizations/v2.0",
    ],
)
def test_a_provider_where_anybody_can_be_or_that_is_not_encrypted_is_refused(issuer):
    assert faults(RegistrationSettings, **OIDC | {"oidc_issuer": issuer}) == ["KALLELSE_OIDC_ISSUER"]


def test_webhooks_may_lead_inside_only_where_the_pages_are_on_one_machine():
    assert faults(RegistrationSettings, webhooks_anywhere="true") == ["KALLELSE_WEBHOOKS_ANYWHERE"]
    for one_machine in ("http://127.0.0.1:8000", "http://localhost:8000"):
        assert faults(RegistrationSettings, webhooks_anywhere="true", base_url=one_machine) == []
    assert faults(RegistrationSettings, webhooks_anywhere="false") == []
