"""Store rooms as the shell reaches them: a terminal's own, with or without a hub, and those of a hub."""
