"""Whom mail is from: the organiser's own name, and its own address only while the operator allows its domain."""

from email import message_from_bytes, policy

import msgspec
import pytest

from services.notify.domain.letters.compose import compose
from services.notify.domain.letters.compose_context import ComposeContext, DeliveryTask
from services.notify.render.email import render
from tests.support.notify import (
    UnitInMemory,
    a_cohort,
    a_person,
    a_programme,
    a_session,
    an_invitation,
    an_organiser,
)
from tests.support.notify_running import SENDER_CONFIG


def sender(*, domains=(), **changes):
    unit = UnitInMemory(
        an_organiser(**changes), a_programme(), a_cohort(), a_session(), a_person(), an_invitation()
    )
    (row,) = unit.rows.values()
    context = ComposeContext(
        task=DeliveryTask(id=row.id, key=row.key, kind="invitation", payload=row.payload),
        state=unit.unit_state(),
        entries={},
        sender_config=msgspec.structs.replace(SENDER_CONFIG, sender_domains=domains),
        now=unit.now,
    )
    message = message_from_bytes(render(compose(context, [])).message, policy=policy.default)
    (address,) = message["From"].addresses
    return address.display_name, address.addr_spec


@pytest.mark.parametrize(
    ("domains", "address"),
    [
        ((), "post@kallelse.example"),
        (("region.example",), "ruc@region.example"),
        (("example",), "post@kallelse.example"),
        (("other.example",), "post@kallelse.example"),
    ],
)
def test_the_address_is_the_organisers_own_while_its_domain_is_allowed(domains, address):
    name = "Utveckling i Örebro"
    assert sender(domains=domains, sender_name=name, sender_address="ruc@region.example") == (name, address)


def test_without_one_it_is_the_organisers_name_and_the_address_of_the_installation():
    assert sender() == ("Regionalt utvecklingscentrum", "post@kallelse.example")
