"""From keystrokes and serial bytes to a classified scan: pure, with time as an argument."""
