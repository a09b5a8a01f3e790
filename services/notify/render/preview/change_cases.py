"""Sample mails about what has changed: moved, cancelled, resumed, for holders of seats and for whoever is asked."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from services.notify.render.preview.case import PreviewCase, all_with
from services.notify.render.preview.sample import ANSWER_LINK, NO_PERSONAL_LINK, session
from services.notify.render.preview.sample_dates import (
    CERTAIN,
    DATED,
    DIGITAL,
    LINKED,
    MOVED,
    NEW_ROOM,
    NO_LONGER_DATED,
    NOTED,
    ON_SITE_NOW,
    PLACED,
    REASON,
    RESUMED,
    SERIES,
    UNSURE,
)

CHANGED: Final = (
    PreviewCase("update", "moved", (MOVED,), {"entry": "REQUEST", "sequence": 1, "reason": REASON}),
    PreviewCase("update", "dated", (DATED,), {"entry": "REQUEST", "reason": None}),
    PreviewCase("update", "placed", (PLACED,), {"entry": "REQUEST", "sequence": 1}),
    PreviewCase("update", "linked", (LINKED,), {"entry": "REQUEST"}),
    PreviewCase("update", "roomed", (NEW_ROOM,), {"entry": "REQUEST", "sequence": 1}),
    PreviewCase("update", "roomless", (ON_SITE_NOW,), {"entry": "REQUEST", "sequence": 2}),
    PreviewCase("update", "certain", (CERTAIN,), {"entry": "REQUEST", "sequence": 2}),
    PreviewCase("update", "unsure", (UNSURE,), {"entry": "REQUEST", "sequence": 2}),
    PreviewCase("update", "noted", (NOTED,), {"entry": "REQUEST", "sequence": 2}),
    PreviewCase("update", "resumed", (RESUMED,), {"entry": "REQUEST", "sequence": 3}),
    PreviewCase("update", "waiting", (replace(MOVED, status="waiting", position=3, join_url=None),)),
    PreviewCase(
        "update", "undated", (NO_LONGER_DATED,), {"entry": "CANCEL", "sequence": 3, "entry_of": session(3)}
    ),
    PreviewCase("update", "subscription", (MOVED,), {"calendar_mode": "subscription"}),
    PreviewCase(
        "cancellation",
        "single",
        (replace(DIGITAL, status="cancelled", join_url=None),),
        {"entry": "CANCEL", "reason": "Föreläsaren är sjuk"},
    ),
    PreviewCase("cancellation", "series", all_with(SERIES, status="cancelled"), {"reason": "För få anmälda"}),
)
_TO_INVITED: Final = {"is_to_invited": True, "links": ANSWER_LINK, "respond_by": date(2027, 1, 13)}
_NOT_LEFT: Final = {"is_to_invited": True, "links": NO_PERSONAL_LINK, "reason": "För få anmälda"}
_OPEN_MOVED: Final = replace(MOVED, status="open", join_url=None)
INVITED_CHANGED: Final = (
    PreviewCase("update", "invited-moved", (_OPEN_MOVED,), {**_TO_INVITED, "reason": REASON}),
    PreviewCase(
        "update",
        "invited-several",
        (_OPEN_MOVED, replace(SERIES[4], status="cancelled"), replace(SERIES[5], note="Sal 2")),
        _TO_INVITED,
    ),
    PreviewCase("invitation", "added-one", (SERIES[6],), {"is_about_added": True}),
    PreviewCase("invitation", "added-several", SERIES[5:7], {"is_about_added": True}),
    PreviewCase("cancellation", "invited-one", (replace(SERIES[2], status="cancelled"),), _TO_INVITED),
    PreviewCase("cancellation", "invited-all", all_with(SERIES, status="cancelled"), _NOT_LEFT),
)
