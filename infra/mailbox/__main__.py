"""`python -m infra.mailbox`: the mailbox as a process of its own."""

import argparse
import asyncio
import logging
from pathlib import Path

import uvicorn

from infra.mailbox.server import Mailbox
from infra.mailbox.web import create_app


async def serve(data: Path, host: str, port: int, smtp_port: int) -> None:
    """Take mail and show it until SIGTERM or SIGINT."""
    # It would write every address that it hears.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    mailbox = Mailbox.in_folder(data)
    await mailbox.start(host, smtp_port)
    settings = uvicorn.Config(
        create_app(mailbox),
        host=host,
        port=port,
        log_level="warning",
        # Addresses are searched for in the query, and are nothing for a log.
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    try:
        await uvicorn.Server(settings).serve()
    finally:
        await mailbox.stop()


def main() -> None:
    """Read where, and serve."""
    parser = argparse.ArgumentParser(prog="python -m infra.mailbox", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder to keep mails in")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8025, help="of the page and the API")
    parser.add_argument("--smtp-port", type=int, default=1025)
    wanted = parser.parse_args()
    # Not uvloop: aiosmtpd is tested on the loop of the standard library.
    asyncio.run(serve(wanted.data, wanted.host, wanted.port, wanted.smtp_port))


if __name__ == "__main__":
    main()
