"""Events from one service to the other: outbox, publisher, queue, inbox (architecture rules 3 and 4)."""
