"""Tables in, values out: what will be ordered, and why."""
