"""The process that prints: it takes label jobs from the store, draws them, and sees them through to paper."""
