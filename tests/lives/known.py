"""Contradictions that the product is known to have. A kind leaves this list with the change that ends it."""

KNOWN = frozenset(
    {
        # A new address hears nothing of what the old one was told, and the old calendar keeps its entries.
        "a seat has no entry in the calendar",
        "an entry is left at an old address",
        "a link in an old mailbox still opens",
        "no mail at the person's address has the link of their page",
        "the new address was not told (asked)",
        "the new address was not told (offered)",
        "the new address was not told (seat)",
        "the new address was not told (waits)",
        # Open invitations are told of no change and of no cancellation.
        "mail says another place (asked)",
        "mail says another time (asked)",
        "mail says asked, API says cancelled (had: asked)",
        # Who is registered already, or waits, is invited.
        "mail says asked, API says seat",
        "mail says asked, API says waits",
        # Who leaves and registers anew before the mails have gone is mailed a withdrawal too: there are two registrations.
        "a withdrawal reaches somebody who has the date (seat), after several changes at once",
        "mails of one moment say out and seat, after several changes at once",
        # The feed of a withdrawn registration answers 410, and counts SEQUENCE apart from the mails.
        "SEQUENCE falls: mail after feed",
        "a subscriber keeps an entry, because the feed answers 410",
    }
)
