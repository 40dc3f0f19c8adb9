"""What a hub says and takes beside the sync: commands of its own, events, orders."""
