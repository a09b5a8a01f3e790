"""An app on a port of this machine, for a browser that counts what goes over the network."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn


class Server(uvicorn.Server):
    """Says when it can be reached."""

    def __init__(self, app):
        super().__init__(uvicorn.Config(app, port=0, lifespan="off", log_config=None, ws="none"))
        self.ready = asyncio.Event()

    async def startup(self, sockets=None):
        await super().startup(sockets)
        self.ready.set()


@asynccontextmanager
async def serve(app) -> AsyncIterator[str]:
    """Answer by HTTP meanwhile; the address."""
    server = Server(app)
    task = asyncio.create_task(server.serve())
    await server.ready.wait()
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
