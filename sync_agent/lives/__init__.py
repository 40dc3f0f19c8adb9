"""How databases begin, come back, and are seen again."""
