"""Shops that are played: each keeps to its vendor's own schema, remembers what it sold, and is not kind."""
