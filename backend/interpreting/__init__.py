"""Interpreters from the pool: staff ask for one for an appointment, the pool answers, the person is told (R8)."""
