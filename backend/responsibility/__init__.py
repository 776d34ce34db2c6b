"""Who is responsible, why, and which question decides it. Pure: no clock, no I/O; the date is an argument."""
