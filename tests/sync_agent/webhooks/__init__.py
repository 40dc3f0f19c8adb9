"""The webhook door of a hub, as a process with a real database behind it."""
