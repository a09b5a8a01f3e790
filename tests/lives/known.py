"""Contradictions that the product is known to have. A kind leaves this list with the change that ends it."""

KNOWN = frozenset(
    {
        # Who is registered already, or waits, is invited.
        "mail says asked, API says seat",
        "mail says asked, API says waits",
        # Who leaves and registers anew before the mails have gone is mailed a withdrawal too: there are two registrations.
        "a withdrawal reaches somebody who has the date (seat), after several changes at once",
        "mails of one moment say out and seat, after several changes at once",
        # The date is cancelled, and the address changes before that is mailed: the new address does not hear of it.
        "mail says seat, API says cancelled (had: seat)",
        "mail says seat, API says out",
    }
)
