"""What every subject leans on: settings, database, clock, errors, wake-ups."""
