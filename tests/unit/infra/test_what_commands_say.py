"""What commands say of what they print, and of what others can see."""

import argparse

import pytest

from infra import commands
from infra.local.ports import is_loopback
from services.registration.commands import staff


def test_adding_staff_says_how_long_the_link_works(monkeypatch, capsys):
    async def add(*_):
        return "/admin/valkommen/made-up"

    monkeypatch.setattr(staff, "add", add)
    monkeypatch.setenv("KALLELSE_DATABASE_URL", "postgresql://nowhere")
    monkeypatch.setenv("KALLELSE_BASE_URL", "https://kallelse.example")

    commands.staff_add(argparse.Namespace(data_dir=None, email="a@b.example", organiser="prov", role="admin"))

    *words, link = capsys.readouterr().out.splitlines()
    assert "works once, for a week" in " ".join(words)
    assert link == "https://kallelse.example/admin/valkommen/made-up"


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.0.2.1", False),
        ("::", False),
    ],
)
def test_only_loopback_addresses_keep_the_mailbox_to_this_machine(host, is_ours):
    assert is_loopback(host) is is_ours
