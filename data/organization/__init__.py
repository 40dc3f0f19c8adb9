"""Stores, terminals and the policies that rules ask."""
