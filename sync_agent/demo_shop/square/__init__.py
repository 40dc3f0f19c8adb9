"""A Square that is played: it keeps to Square's own schema, remembers what it sold, and is not kind."""
