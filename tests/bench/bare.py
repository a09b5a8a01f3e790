"""The minimal web service that figures are compared with: one route with one statement, and one template."""

from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
import uvicorn
from litestar import Litestar, get, post
from litestar.datastructures import State
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template import TemplateConfig

from shared import ids

MAKE = "create table if not exists public.bare (id uuid primary key, body bytea)"
INSERT = "insert into public.bare (id, body) values ($1, $2)"


class Person(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    email: str


class RequestBody(msgspec.Struct, forbid_unknown_fields=True):
    cohort_id: UUID
    person: Person


class Answer(msgspec.Struct):
    id: UUID


@post("/bare")
async def store(data: RequestBody, state: State) -> Answer:
    """Read the same request body as a registration, insert it unchanged, and return an id."""
    answer = Answer(ids.new())
    async with state.pool.acquire() as conn:
        await conn.execute(INSERT, answer.id, msgspec.json.encode(data))
    return answer


@get("/page")
async def page() -> Template:
    return Template(template_name="page.html")


def write_page(folder: str, text: str) -> None:
    """Write the template that the route `/page` renders to these bytes."""
    Path(folder, "page.html").write_text(f"{{% raw %}}{text}{{% endraw %}}", encoding="utf-8")


def serve(pipe: Connection, port: int, database_url: str, folder: str) -> None:
    """Serve with the same settings as registration: one uvicorn process, uvloop, httptools, ten database connections."""

    async def start(app: Litestar) -> None:
        app.state.pool = await asyncpg.create_pool(database_url, min_size=1, max_size=10)
        await app.state.pool.execute(MAKE)
        pipe.send("ready")

    app = Litestar(
        [store, page],
        on_startup=[start],
        openapi_config=None,
        template_config=TemplateConfig(directory=Path(folder), engine=JinjaTemplateEngine),
    )
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
