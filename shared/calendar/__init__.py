"""Calendar data that mails and feeds share."""
