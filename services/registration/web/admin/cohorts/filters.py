"""What the people of a cohort are narrowed to, as the address says it: the same for the page and for the file."""

from typing import Final, get_args

from services.registration.store.views.staff.cohort_people import Selection
from services.registration.web.admin.kit.route import StaffRequest

_LONGEST_SEARCH: Final = 100


def read_filters(request: StaffRequest) -> tuple[Selection, str]:
    """The selection, empty for what is none, and the text that is searched for."""
    selection = request.query.get("urval", "")
    chosen: Selection = selection if selection in get_args(Selection) else ""  # type: ignore[assignment]
    return chosen, request.query.get("q", "").strip()[:_LONGEST_SEARCH]
