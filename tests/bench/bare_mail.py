"""The minimal mailing that figures are compared with: finished bytes over a few connections, one mail after another on each."""

import asyncio
import time
from collections.abc import Iterator, Sequence

import aiosmtplib

Mail = tuple[str, str, bytes]


async def send(port: int, connections: int, mails: Sequence[Mail]) -> tuple[float, float]:
    """Send (sender, recipient, bytes) over this many connections. Returns when it began (monotonic) and its CPU seconds.

    Run with `apart.run`.
    """
    clients = [aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) for _ in range(connections)]
    began, used = time.monotonic(), time.process_time()
    left = iter(mails)
    await asyncio.gather(*(_send_on(client, left) for client in clients))
    return began, time.process_time() - used


async def _send_on(client: aiosmtplib.SMTP, left: Iterator[Mail]) -> None:
    await client.connect()
    for sender, to, message in left:
        await client.sendmail(sender, [to], message)
    await client.quit()
