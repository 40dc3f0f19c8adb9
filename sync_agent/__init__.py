"""What happens while nobody looks."""
