"""What can be done with a webhook: tried, paused, sent again, given another secret, removed."""

from litestar import Response

from services.registration.actions.webhooks import change_webhook, send_again
from services.registration.store.transaction import reading
from services.registration.store.webhooks import webhooks
from services.registration.web.admin.kit.edit_form import EditForm, FormButton, show
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.webhooks.page import page_of, path
from services.registration.web.kit.layout import Link


async def send_test(request: StaffRequest) -> Response[bytes]:
    """Send a test, also to one that is paused."""
    await send_again.send_test(request.pool, request.caller, request.id)
    return request.go_to(f"/webhooks/{request.id}", om="prov")


async def pause(request: StaffRequest) -> Response[bytes]:
    """Let messages wait."""
    await change_webhook.switch(request.pool, request.caller, request.id, "paused")
    return request.go_to(f"/webhooks/{request.id}", om="paus")


async def resume(request: StaffRequest) -> Response[bytes]:
    """Send what waits, and begin anew where it was off."""
    await change_webhook.switch(request.pool, request.caller, request.id, "on")
    return request.go_to(f"/webhooks/{request.id}", om="gar")


async def resend(request: StaffRequest) -> Response[bytes]:
    """Send one message again."""
    webhook_id = await send_again.resend(request.pool, request.caller, request.id)
    return request.go_to(f"/webhooks/{webhook_id}", om="igen")


async def resend_failed(request: StaffRequest) -> Response[bytes]:
    """Send all that failed again."""
    await send_again.resend_failed(request.pool, request.caller, request.id)
    return request.go_to(f"/webhooks/{request.id}", om="igen")


async def ask_to_rotate(request: StaffRequest) -> Response[bytes]:
    """What follows, with the button."""
    texts = request.words.staff_webhooks
    return await _ask(request, texts.rotate_heading, texts.rotate_follows, texts.rotate, "byt")


async def rotate(request: StaffRequest) -> Response[bytes]:
    """Make a new secret and show it: this answer is the only place where it stands, so it is no redirect."""
    keys = request.services.settings.keys()
    secret = await change_webhook.rotate(request.pool, request.caller, request.id, keys=keys)
    return await page_of(request, request.id, said=request.words.staff_webhooks.rotated, secret=secret)


async def ask_to_delete(request: StaffRequest) -> Response[bytes]:
    """What follows, with the button."""
    texts = request.words.staff_webhooks
    return await _ask(request, texts.delete_heading, texts.delete_follows, texts.delete, "ta-bort")


async def delete(request: StaffRequest) -> Response[bytes]:
    """Remove it with its log."""
    await change_webhook.delete(request.pool, request.caller, request.id)
    return request.go_to("/webhooks", om="bort")


async def _ask(
    request: StaffRequest, heading: str, follows: tuple[str, ...], do: str, act: str
) -> Response[bytes]:
    async with reading(request.pool) as conn:
        it = await webhooks.get(conn, request.caller.organiser_id, request.id)
    here = request.address(f"/webhooks/{it.id}")
    form = EditForm(
        title=heading.format(name=it.name),
        action=request.address(f"/webhooks/{it.id}/{act}"),
        sections=(),
        follows=follows,
        buttons=(FormButton(text=do),),
        leave=Link(request.words.staff_webhooks.keep, here),
        room="more",
        path=path(request, Link(it.name, here)),
    )
    return show(request, form, {})
