"""What both services must agree on: events, channel, links, ids, time, settings, logs."""
