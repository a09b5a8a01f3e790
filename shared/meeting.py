"""Facts about online meetings that both services state."""

from datetime import timedelta
from typing import Final

# A personal join link leads to the meeting from this long before the start; pages, mails and calendars state the time.
DOORS_OPEN_BEFORE: Final = timedelta(minutes=30)
