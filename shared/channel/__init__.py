"""Events from one service to the other: outbox, relay, queue, inbox (design rules 3 and 4)."""
