"""A line between two nodes: how an exchange is spelled, and who carries it."""
