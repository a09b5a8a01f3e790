"""The sender and the recipient in a mail: colours, names, greeting, and the lines at its foot."""

from functools import cached_property
from typing import Final

from services.notify.domain.letters.letter import RoleInOrganisation
from services.notify.render import clean, colours, people
from services.notify.render.view_base import BaseView

# The kinds that lead to the page on which questions are answered.
_ASKS_IN: Final = frozenset(
    {"confirmation", "invitation", "link", "promoted", "reminder", "follow_up", "substitute", "waiting"}
)


class PeopleView(BaseView):
    """The sender, the recipient, and the reason for the mail."""

    @cached_property
    def accent(self) -> str:
        return colours.fill(self.letter.sender.accent)

    @cached_property
    def link_colour(self) -> str:
        return colours.ink(self.letter.sender.accent)

    @cached_property
    def organiser(self) -> str:
        return clean.line(self.letter.sender.name)

    @cached_property
    def organiser_short(self) -> str | None:
        return clean.optional(self.letter.sender.short_name)

    @cached_property
    def greeting(self) -> str:
        if self.shared_name is not None and self.kind == "confirm":
            return self.words.greeting
        if self.letter.recipient.is_shared:
            return self.words.greeting_about.format(clean.line(self.letter.recipient.name))
        first = people.first_name(self.letter.recipient.name)
        return self.words.greeting_name.format(first) if first else self.words.greeting

    @cached_property
    def shared_name(self) -> str | None:
        """Whom the mail is about, if their mail goes to the address of somebody else."""
        recipient = self.letter.recipient
        return clean.line(recipient.name) if recipient.is_shared else None

    @cached_property
    def you(self) -> str:
        recipient = self.letter.recipient
        return people.you(
            RoleInOrganisation(role=recipient.role, organisation=recipient.organisation), self.words
        )

    @cached_property
    def giver(self) -> str | None:
        """Who gave up the seat: by name, else by role and organisation."""
        held = None if self.letter.is_by_position else self.letter.in_place_of
        return clean.optional(self.letter.giver) or (people.post(held, self.words) if held else None)

    @cached_property
    def heir(self) -> str:
        """Who has the seat now: by name, else as what the recipient knows them."""
        words, letter = self.words, self.letter
        taker = words.your_successor if letter.is_by_position else words.your_substitute
        return clean.optional(letter.heir) or (words.whom_you_replaced if letter.is_return else taker)

    @cached_property
    def questions_wait(self) -> str | None:
        """That the cohort asks something which the person has not answered; None if it does not."""
        is_told = self.letter.answers_missing and self.kind in _ASKS_IN and self.letter.links.my_url
        return self.words.questions_wait if is_told else None

    @cached_property
    def questions(self) -> str | None:
        if self.kind == "staff":
            return None  # the mail itself says whom an answer reaches
        if self.letter.contact is None:
            return None
        return people.questions(self.letter.contact, self.words, is_answerable=self.is_answerable)

    @cached_property
    def is_answerable(self) -> bool:
        """Whether a reply reaches the contact; one to a mail with a calendar message goes to the entry's own address."""
        return self.letter.calendar is None and self.contact_address is not None

    @cached_property
    def contact_address(self) -> str | None:
        return people.address_of(self.letter.contact) if self.letter.contact else None

    @cached_property
    def why(self) -> str:
        return people.why(
            self.letter, self.words, programme=self.programme_and_cohort, organiser=self.organiser
        )
