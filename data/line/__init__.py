"""Commands on the line: what a scan, a key or a supervisor does to a ticket."""
