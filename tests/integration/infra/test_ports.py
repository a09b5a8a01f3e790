"""Which ports are chosen."""

import contextlib
import socket

import pytest

from infra.local import chosen_ports, ports
from infra.local.chosen_ports import PortTaken

HERE = "127.0.0.1"
ANY = {"page": 0, "mailbox": 0, "smtp": 0}


@pytest.fixture
def taken():
    with contextlib.closing(socket.socket()) as listening_socket:
        listening_socket.bind((HERE, 0))
        listening_socket.listen()
        yield listening_socket.getsockname()[1]


def test_a_taken_port_is_named_with_the_option_to_choose_another(taken):
    with pytest.raises(PortTaken, match=f"port {taken} .* `--mailbox-port N`.*`--mailbox-port 0`"):
        chosen_ports.choose({**ANY, "mailbox": taken}, host=HERE, last={})


def test_ports_that_are_left_open_are_free_and_all_different(taken):
    chosen = chosen_ports.choose(ANY, host=HERE, last={"page": taken})

    numbers = [chosen.page, chosen.mailbox, chosen.smtp, chosen.notify, chosen.inbound, chosen.postgres]
    assert len(set(numbers)) == 6
    assert taken not in numbers


def test_a_port_that_is_left_open_is_that_of_the_last_run_while_it_is_free():
    before = ports.free()

    assert chosen_ports.choose(ANY, host=HERE, last={"page": before}).page == before
