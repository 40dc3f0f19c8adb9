"""Ingredients and finished goods: an append-only ledger, holds, and what can still be sold."""
