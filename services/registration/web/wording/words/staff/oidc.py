"""The texts about signing in at a provider."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import TitledText


class StaffOidcWords(msgspec.Struct, frozen=True, kw_only=True):
    """The button on `/admin/sign-in`, and why it did not work."""

    sign_in: str
    in_new_tab: str
    then_send: str
    failures: Mapping[str, TitledText]
