"""Why a relay takes no mail, as an operator reads it: the real reason, once."""

import logging
import shutil
import socket
import ssl
import subprocess

import pytest

from services.notify.smtp import Relay
from services.notify.smtp_errors import RelayUnavailable
from services.notify.smtp_plain import new_connection
from tests.support.notify_mails import COMMON, ahead, confirmation, somebody
from tests.support.relay import FakeRelay

MESSAGE = b"Subject: x\r\n\r\nGod dag\r\n"


@pytest.fixture
async def relay():
    async with FakeRelay() as one:
        yield one


async def trouble(port, **how):
    how = {"host": "127.0.0.1", "our_name": "kallelse.example", "timeout_seconds": 1.0, **how}
    line = new_connection(Relay(port=port, **how), lambda *_: None)
    with pytest.raises(RelayUnavailable) as caught:
        await line.send("b+1@kallelse.example", "karin@nora.example", MESSAGE)
    return caught.value.trouble, str(caught.value)


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(
    ("greeting", "expected"),
    [
        (
            "421 4.7.0 too many connections from your host",
            ("limit", "421 4.7.0 too many connections from your host"),
        ),
        ("554 5.7.1 your host is listed", ("refuses", "554 5.7.1 your host is listed")),
    ],
)
async def test_a_greeting_that_refuses_is_told_in_its_own_words(relay, greeting, expected, pipelining):
    relay.greeting = greeting

    assert await trouble(relay.port, pipelining=pipelining) == expected


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("451 4.3.2 system is busy", "limit"),
        ("530 5.7.57 client was not authenticated", "login"),
        ("550 5.7.1 sender is not allowed", "refuses"),
    ],
)
async def test_a_sender_that_is_refused_is_told_in_the_relay_s_own_words(relay, reply, kind, pipelining):
    relay.at_sender = lambda _: reply

    assert await trouble(relay.port, pipelining=pipelining) == (kind, reply)


async def test_nobody_who_listens_is_told_apart_from_silence(unused_port):
    assert await trouble(unused_port) == (
        "unreachable",
        f"no connection: Connect call failed ('127.0.0.1', {unused_port})",
    )

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        assert await trouble(port, timeout_seconds=0.2) == ("silent", "no answer in time")


async def test_a_relay_without_starttls_is_said_to_lack_it(relay):
    assert await trouble(relay.port, tls="starttls") == ("tls", "it does not offer STARTTLS")


async def test_a_certificate_that_nobody_vouches_for_is_named(tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*own_certificate(tmp_path))
    async with FakeRelay(ssl=context) as relay:
        kind, words = await trouble(relay.port, tls="tls")

    assert (kind, words.split(":")[0]) == ("certificate", "its certificate is not valid")
    assert "self-signed" in words


async def test_a_wrong_password_is_a_login_that_fails(relay):
    relay.extensions = ["AUTH PLAIN LOGIN"]
    relay.at_login = "535 5.7.8 authentication failed"

    assert await trouble(relay.port, username="kallelse", password="wrong") == (
        "login",
        "535 5.7.8 authentication failed",
    )


async def test_the_reason_is_logged_once_and_not_at_each_try(post, relay, caplog):
    caplog.set_level(logging.INFO)
    relay.at_sender = lambda _: "550 5.7.1 sender is not allowed"
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    post.start(port=relay.port, wait=0.05)
    await post.until(confirmation("Karin Holm"), "deferred")
    await post.quiet(seconds=2.5)
    assert relay.sessions > 1
    relay.at_sender = lambda _: None
    await relay.wait_for(1)
    await post.quiet(seconds=0.7)

    said = [
        (one.message, getattr(one, "answer", None))
        for one in caplog.records
        if one.message.startswith("relay.")
    ]
    assert said == [("relay.away", "550 5.7.1 sender is not allowed"), ("relay.back", None)]
    assert await post.pool.fetchval("select trouble from relay") is None


def own_certificate(folder):
    """A certificate and its key that nobody has signed."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
         "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key
