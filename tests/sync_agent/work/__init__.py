"""Work for and from the shops, at a real hub, with shops that are played."""
