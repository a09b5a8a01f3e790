"""One file per thing that changes the world; the transactions are opened here or by the inbox."""
