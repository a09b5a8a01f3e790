"""Signing in and out, and the password that a mailed or printed link sets."""

from typing import Final

from litestar.types import ControllerRouterHandler

from services.registration.web.admin.sign_in import forgotten, session_pages, welcome

handlers: Final[tuple[ControllerRouterHandler, ...]] = (
    session_pages.begin,
    session_pages.show_sign_in,
    session_pages.sign_in_with_password,
    session_pages.sign_out_of_session,
    forgotten.show_forgotten,
    forgotten.ask,
    welcome.show_welcome,
    welcome.set_password,
)
