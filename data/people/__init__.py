"""Staff, badges, PINs and shifts."""
