"""The terminal's half: issue a command here and now, durably."""
