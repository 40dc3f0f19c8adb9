"""What every room of data speaks: commands, envelopes, outcomes, actors, ids and time."""
