"""Many shifts in one process, by dice: every outage in any order, and an oracle that believes nobody (SYNC 9)."""
