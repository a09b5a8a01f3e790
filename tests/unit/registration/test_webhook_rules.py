"""Webhooks: signatures by the specification, addresses that may be reached, waits, and what is wrong with an address."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from standardwebhooks import Webhook as Reader
from standardwebhooks import WebhookVerificationError

from services.registration.domain.webhooks import signature
from services.registration.domain.webhooks.public_address import is_public
from services.registration.domain.webhooks.webhook import (
    Attempt,
    NewWebhook,
    Webhook,
    faults,
    is_to_be_switched_off,
    next_wait,
)
from shared.links import LinkKey

NOW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
KEYS = (LinkKey(2, b"b" * 32), LinkKey(1, b"a" * 32))
WEBHOOK = Webhook(
    organiser_id=UUID(int=1),
    id=UUID(int=2),
    name="Kurskatalogen",
    url="https://kurser.example/hook",
    kinds=("session.changed",),
    key_number=1,
    created_at=NOW,
)

INSIDE = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.5", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "192.0.2.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255", "168.63.129.16", "192.88.99.1",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
    "2002:7f00:1::", "2001:0:1234::1", "2001:db8::1", "100::1", "5f00::1", "localhost", "0x7f.1", "",
]  # fmt: skip
OUTSIDE = [
    "193.10.0.1",
    "8.8.8.8",
    "172.32.0.1",
    "2001:6b0::1",
    "2a00:1450:400f::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_of_a_network_of_our_own_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


def test_a_signature_is_that_of_the_example_of_the_specification():
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)

    made = signature.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', [secret])

    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert made["webhook-timestamp"] == "1614265330"


def test_another_reader_accepts_both_secrets_while_they_overlap_and_no_third():
    body, now = b'{"type":"session.changed"}', datetime.now(UTC)
    rotated = Webhook(
        **{
            name: getattr(WEBHOOK, name)
            for name in ("organiser_id", "id", "name", "url", "kinds", "created_at")
        },
        generation=2,
        key_number=2,
        previous_key_number=1,
        previous_until=now + timedelta(hours=1),
    )
    secrets = signature.secrets_of(rotated, KEYS, now)
    before = signature.secrets_of(WEBHOOK, KEYS, now)
    headers = signature.headers("m", now, body, secrets)

    assert secrets[1:] == before
    for secret in secrets:
        assert Reader(signature.shown_secret(secret)).verify(body, headers) == {"type": "session.changed"}
    with pytest.raises(WebhookVerificationError):
        Reader(signature.shown_secret(b"c" * 32)).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Reader(signature.shown_secret(secrets[0])).verify(body + b" ", headers)
    later = signature.secrets_of(rotated, KEYS, now + timedelta(hours=1))
    assert later == secrets[:1], "the one before signs no longer"


def test_without_its_link_key_there_is_no_secret():
    assert signature.secrets_of(WEBHOOK, KEYS[:1], NOW) == []


def test_the_waits_grow_and_end():
    waits = [next_wait(failures) for failures in range(1, 11)]

    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])
    assert sum(waits[:-1], timedelta()) > timedelta(days=3)


def test_it_is_switched_off_after_three_days_and_at_once_when_the_other_side_is_gone():
    failing = Webhook(
        **{name: getattr(WEBHOOK, name) for name in WEBHOOK.__struct_fields__} | {"failing_since": NOW}
    )
    refused, gone = Attempt(outcome="refused", code=500), Attempt(outcome="refused", code=410)

    assert not is_to_be_switched_off(failing, refused, NOW + timedelta(days=2, hours=23))
    assert is_to_be_switched_off(failing, refused, NOW + timedelta(days=3))
    assert is_to_be_switched_off(WEBHOOK, gone, NOW)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("kurser.example", "not_a_url"),
        ("ftp://kurser.example/", "not_a_url"),
        ("https://kurser.example:99999/", "not_a_url"),
        ("http://kurser.example/", "not_https"),
        ("https://anna:hemlig@kurser.example/", "not_https"),
        ("https://kurser.example/#del", "not_https"),
        ("https://127.0.0.1/", "not_public"),
        ("https://[::ffff:10.0.0.1]/", "not_public"),
        ("https://localhost/", "not_public"),
        ("https://metadata.google.internal./", "not_public"),
        ("https://kurser.example/hook?x=1", None),
        ("https://kurser.åäö.example:8443/hook", None),
    ],
)
def test_what_is_wrong_with_an_address_is_said_when_it_is_written(url, code):
    found = faults(NewWebhook(name="A", url=url, kinds=("session.changed",)), anywhere=False)

    assert [error.code for error in found] == ([code] if code else [])


def test_on_one_machine_it_may_lead_anywhere_but_is_still_an_address():
    def wrong(url: str) -> list[str]:
        return [error.code for error in faults(NewWebhook(name="A", url=url, kinds=()), anywhere=True)]

    assert wrong("http://127.0.0.1:9000/") == ["missing"]
    assert wrong("9000") == ["not_a_url", "missing"]
