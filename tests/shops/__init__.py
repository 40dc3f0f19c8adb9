"""The shops' adapters, each against its own played shop and against what its vendor publishes."""
