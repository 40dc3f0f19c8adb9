"""Work for and from the shops, beside the hub: what came is taken in, what changed is told, what failed is repaired."""
