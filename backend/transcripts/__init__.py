"""Conversations and their messages: append-only, sealed, each belonging to exactly one case."""
