"""Demo data: a fictitious Kreis."""
