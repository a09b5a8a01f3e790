"""One file per thing that changes the world; each opens its own transaction, or joins its request's."""
