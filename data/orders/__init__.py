"""What a customer bought: intake, changes, hand-over and return."""
