"""Where secrets lie, and what is signed with them."""
