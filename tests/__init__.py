"""The proofs: they read as a specification."""
