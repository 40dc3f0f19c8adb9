"""A terminal, a scanner and a pair of eyes for tests that run a program as people do."""
