"""What a label says and how it stands on paper: one description, one layout, four ways to give it."""
