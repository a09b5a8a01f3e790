"""What the command line asks of registration: arguments in, one action, words out."""
