"""One file per action that changes stored data; transactions are opened here or by the inbox."""
