"""What to buy, kept up to date where the last word is spoken, and told: rows, answers, orders that go out by mail."""
