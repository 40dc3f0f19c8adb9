"""Looks at everything that a terminal stands on, and says what to do about what it finds."""
