"""The languages of pages and mails."""

from typing import Literal

Language = Literal["sv", "en"]
