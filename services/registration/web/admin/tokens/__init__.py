"""The tokens that open the API."""

from typing import Final

from services.registration.domain.permissions import READ_AS_ADMIN
from services.registration.web.admin.kit.route import AdminRoute
from services.registration.web.admin.tokens import page, revoke

_ONE: Final = "/nycklar/{id:uuid}/slut"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/nycklar", answer=page.show_tokens, permission=READ_AS_ADMIN),
    AdminRoute(method="POST", path="/nycklar", answer=page.create_token, permission="token.create"),
    AdminRoute(method="GET", path=_ONE, answer=revoke.ask_to_revoke, permission=READ_AS_ADMIN),
    AdminRoute(method="POST", path=_ONE, answer=revoke.revoke_token, permission="token.revoke"),
)
