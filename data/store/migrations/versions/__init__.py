"""One file a step; once released never edited."""
