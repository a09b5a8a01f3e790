"""How far the lists have come that this process is reading in: it stands in no table, as it is one transaction (decision 0076)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from services.registration.actions.directory.import_people import ImportStep


class ImportProgress:
    """The step of each list that is being read in, by the id of the kept list."""

    def __init__(self) -> None:
        self._steps: dict[UUID, ImportStep] = {}

    @contextmanager
    def noted(self, sheet_id: UUID) -> Iterator[Callable[[ImportStep], None]]:
        """Give what the action calls at each step; forgotten when it is done."""

        def note(step: ImportStep) -> None:
            self._steps[sheet_id] = step

        try:
            yield note
        finally:
            self._steps.pop(sheet_id, None)

    def step_of(self, sheet_id: UUID) -> ImportStep | None:
        """The step of a list; None if this process does not read it in."""
        return self._steps.get(sheet_id)
