"""Webhooks: the addresses of other programs that are told of changes, and the log of what they were told."""

from typing import Final

from services.registration.domain.permissions import READ_AS_ADMIN
from services.registration.web.admin.kit.route import AdminRoute, form_routes
from services.registration.web.admin.webhooks import acts, form, listing, log, page

_ONE: Final = "/webhooks/{id:uuid}"
_MESSAGE: Final = "/webhooks/meddelanden/{id:uuid}"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/webhooks", answer=listing.show_webhooks, permission=READ_AS_ADMIN),
    *form_routes("/webhooks/ny", form.open_new, form.add, "webhook.create"),
    AdminRoute(method="GET", path=_ONE, answer=page.show_webhook, permission=READ_AS_ADMIN),
    *form_routes(f"{_ONE}/andra", form.open_change, form.save_change, "webhook.change"),
    AdminRoute(method="POST", path=f"{_ONE}/prov", answer=acts.send_test, permission="webhook.test"),
    AdminRoute(method="POST", path=f"{_ONE}/pausa", answer=acts.pause, permission="webhook.change"),
    AdminRoute(method="POST", path=f"{_ONE}/starta", answer=acts.resume, permission="webhook.change"),
    AdminRoute(method="POST", path=f"{_ONE}/igen", answer=acts.resend_failed, permission="webhook.resend"),
    *form_routes(f"{_ONE}/byt", acts.ask_to_rotate, acts.rotate, "webhook.rotate"),
    *form_routes(f"{_ONE}/ta-bort", acts.ask_to_delete, acts.delete, "webhook.delete"),
    AdminRoute(method="GET", path=_MESSAGE, answer=log.show_message, permission=READ_AS_ADMIN),
    AdminRoute(method="POST", path=f"{_MESSAGE}/igen", answer=acts.resend, permission="webhook.resend"),
)
