"""The hub: an HTTP server over one database, for terminals, scripts and shops."""
