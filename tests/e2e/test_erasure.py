"""Erasure on a running installation, by the participant and by the command line: both services, and only that person."""

import re
import subprocess

import pytest

from infra.local.postgres_binaries import find_binaries
from tests.support.installation import OREBRO, Installation, weeks_ahead
from tests.support.waiting import until

KARIN, BO = "skolchef@laxa.example", "verksamhetschef@laxa.example"


@pytest.fixture(scope="module")
async def orebro(tmp_path_factory):
    running = Installation(
        tmp_path_factory.mktemp("erasure") / "d",
        "--scenario", str(OREBRO), "--starting", str(weeks_ahead(3)), "--invite",
    )  # fmt: skip
    await running.start()
    await running.settled()
    yield running
    await running.stop()


def dumped(orebro) -> str:
    """A dump of both schemas as text, with the contents of binary columns decoded."""
    dump = subprocess.run(
        [find_binaries() / "pg_dump", "--data-only", "--schema=registration", "--schema=notify", orebro.run["database_url"]],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    raw = (bytes.fromhex(value).decode("utf-8", "replace") for value in re.findall(r"\\\\x([0-9a-f]+)", dump))
    return "\n".join([dump, *raw])


async def test_an_erasure_by_the_participant_removes_all_data_and_cancels_calendar_entries(orebro):
    for address in (KARIN, BO):
        [mail] = await orebro.mailbox.to(address, "invitation")
        page = (await orebro.web.get(mail.link("i"))).text
        chosen = re.findall(r'name="session_ids" value="([^"]+)"', page)
        await orebro.web.post(mail.link("i"), data={"answer": "yes", "session_ids": chosen})
    await orebro.settled()
    [confirmation] = await orebro.mailbox.to(KARIN, "confirmation")
    link = confirmation.link("r")
    await orebro.web.post(f"{link}/uppgifter", data={"send": "yes"})
    await orebro.settled()
    [mail] = await orebro.mailbox.to(KARIN, "link")
    own = mail.link("d")
    whole = (await orebro.web.get(f"{own}/fil")).json()
    assert {mail["to"] for mail in whole["mails"]} == {KARIN}
    placed = len([mail for mail in await orebro.mailbox.to(KARIN) if mail.calendar is not None])
    assert placed
    assert KARIN in dumped(orebro)

    await orebro.web.post(own, data={"erase": "yes"})

    async def is_gone() -> bool:
        return "borttagna" in (await orebro.web.get(link)).text

    await until(is_gone, seconds=60)
    assert (await orebro.web.get(link)).status_code == 410
    text = dumped(orebro)
    assert KARIN not in text
    assert BO in text
    mails = [mail for mail in await orebro.mailbox.to(KARIN) if mail.calendar is not None]
    assert sum("METHOD:CANCEL" in str(mail.calendar) for mail in mails) == placed
    code, output = await orebro.kallelse("check")
    assert code == 0, output


async def test_the_command_line_lists_erasures_and_erases_another_person(orebro):
    code, output = await orebro.kallelse("erasures")
    assert code == 0
    assert len(output.splitlines()) == 1
    [bo] = await orebro.all("/people", email=BO)

    code, output = await orebro.kallelse("forget", bo["id"])
    assert code == 0, output

    async def are_both_gone() -> bool:
        return BO not in dumped(orebro)

    await until(are_both_gone, seconds=60)
    code, output = await orebro.kallelse("erasures")
    assert [line.split()[0] for line in output.splitlines()][1] == bo["id"]
    before = await orebro.mailbox.total()
    await orebro.kallelse("resync")
    await orebro.settled()
    assert await orebro.mailbox.total() == before
    assert BO not in dumped(orebro)
