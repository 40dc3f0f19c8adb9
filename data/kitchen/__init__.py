"""Tickets and the line they go down: stages, facts and what follows from them."""
