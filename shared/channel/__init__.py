"""Events from one service to the other: outbox, relay, queue, inbox (architecture rules 3 and 4)."""
