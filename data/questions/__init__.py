"""The read side: a question in, a frozen view out."""
