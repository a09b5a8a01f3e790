"""The HTTP side of the mailbox: pages for people, and the part of Mailpit's API that tests use."""

import re
from pathlib import Path
from typing import Annotated, Any, Final

import jinja2
import msgspec
from litestar import Litestar, MediaType, Response, delete, get, put
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody, QueryParameter
from markupsafe import Markup, escape

from infra.mailbox import answers, reading
from infra.mailbox.server import Mailbox
from infra.mailbox.store import MessageSummary
from shared import times

FOLDER: Final = Path(__file__).parent / "templates"
PER_PAGE: Final = 50

_LINK: Final = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")

_PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"
)
# The HTML of a mail is untrusted: it runs no scripts, loads nothing, and opens links in a new window.
_MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)

_templates: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined
)


class MessageList(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the list; `total` counts all mails."""

    total: int
    messages: list[MessageSummary]


def _with_links(text: str) -> Markup:
    """Turn the URLs in plain text into links."""
    pieces, at = [], 0
    for match in _LINK.finditer(text):
        url = match.group()
        pieces += [escape(text[at : match.start()]), Markup('<a href="{0}">{0}</a>').format(url)]
        at = match.end()
    return Markup("").join([*pieces, escape(text[at:])])


def _page(name: str, **values: Any) -> Response[str]:
    text = _templates.get_template(name).render(local=times.local, **values)
    return Response(text, media_type=MediaType.HTML, headers={"Content-Security-Policy": _PAGE_POLICY})


@get("/")
async def show_list(
    mailbox: NamedDependency[Mailbox],
    start: Annotated[int, QueryParameter(ge=0)] = 0,
    search: Annotated[str, QueryParameter(name="q")] = "",
) -> Response[str]:
    """Show the newest mails, or those whose recipients or subject contain the search text."""
    return _page(
        "list.html",
        messages=mailbox.messages.list_newest(start=start, limit=PER_PAGE, matching=search),
        total=mailbox.messages.count(search),
        start=start,
        per_page=PER_PAGE,
        search=search,
    )


@get("/message/{message_id:str}")
async def show_message(mailbox: NamedDependency[Mailbox], message_id: FromPath[str]) -> Response[str]:
    """Show one mail: first its HTML, in a frame; beside it its text, its calendar entry, and the whole of it as it came."""
    message, parts = _message(mailbox, message_id)
    text = [_with_links(part.text) for part in parts if part.kind == "text/plain"]
    others = [part for part in parts if part.kind not in {"text/plain", "text/html"}]
    has_html = any(part.kind == "text/html" for part in parts)
    raw = (mailbox.messages.raw(message_id) or b"").decode("utf-8", "replace")
    return _page("message.html", message=message, text=text, others=others, has_html=has_html, raw=raw)


@get("/message/{message_id:str}/html")
async def show_html(mailbox: NamedDependency[Mailbox], message_id: FromPath[str]) -> Response[str]:
    """Serve the HTML part alone, for the frame."""
    _, parts = _message(mailbox, message_id)
    html = next((part.text for part in parts if part.kind == "text/html"), None)
    if html is None:
        raise NotFoundException
    headers = {"Content-Security-Policy": _MAIL_POLICY}
    return Response('<base target="_blank">' + html, media_type=MediaType.HTML, headers=headers)


@get("/style.css", sync_to_thread=False)
def style() -> Response[bytes]:
    """Serve the style sheet of the pages."""
    return Response((FOLDER / "style.css").read_bytes(), media_type="text/css")


@get("/api/v1/messages")
async def list_messages(
    mailbox: NamedDependency[Mailbox],
    start: Annotated[int, QueryParameter(ge=0)] = 0,
    limit: Annotated[int, QueryParameter(ge=0)] = PER_PAGE,
) -> MessageList:
    """List mails, newest first, as Mailpit does."""
    found = mailbox.messages.list_newest(start=start, limit=limit)
    return MessageList(total=mailbox.messages.count(), messages=found)


@get("/api/v1/message/{message_id:str}/raw")
async def show_raw(mailbox: NamedDependency[Mailbox], message_id: FromPath[str]) -> Response[bytes]:
    """Serve the bytes as received."""
    raw = mailbox.messages.raw(message_id)
    if raw is None:
        raise NotFoundException
    return Response(raw, media_type=MediaType.TEXT)


@delete("/api/v1/messages", status_code=200, media_type=MediaType.TEXT)
async def delete_messages(mailbox: NamedDependency[Mailbox]) -> str:
    """Delete all mails."""
    mailbox.messages.delete_all()
    return "ok"


@put("/api/v1/answers")
async def set_answers(mailbox: NamedDependency[Mailbox], data: JSONBody[dict[str, str]]) -> dict[str, str]:
    """Replace the table of replies by address or domain; an empty table accepts everything."""
    mailbox.answer = answers.by_table(data)
    return data


def _message(mailbox: Mailbox, message_id: str) -> tuple[MessageSummary, list[reading.Part]]:
    message, raw = mailbox.messages.find(message_id), mailbox.messages.raw(message_id)
    if message is None or raw is None:
        raise NotFoundException
    return message, reading.parts(raw)


def create_app(mailbox: Mailbox) -> Litestar:
    """Create the application for a mailbox."""

    def give() -> Mailbox:
        return mailbox

    return Litestar(
        route_handlers=[
            show_list,
            show_message,
            show_html,
            style,
            list_messages,
            show_raw,
            delete_messages,
            set_answers,
        ],
        dependencies={"mailbox": Provide(give, sync_to_thread=False)},
        openapi_config=None,
        # Litestar's own configuration would make every library log its work, with addresses.
        logging_config=None,
    )
