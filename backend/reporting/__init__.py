"""What became of handovers, counted from the log of events: times and ends, no ratings, and nobody is recognised."""
