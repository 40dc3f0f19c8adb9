"""Square: its API of one pinned version, and its webhooks, which only name what happened."""
