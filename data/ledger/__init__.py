"""The hub's half: receive commands once and in order, feed what changed."""
