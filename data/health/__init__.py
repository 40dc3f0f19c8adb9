"""Whether the sales can be trusted: a score with its parts, and the alert when it falls."""
