"""The shops' APIs: each vendor is one folder behind the narrow interface in `vendor`."""
