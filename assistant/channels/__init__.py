"""Thin adapters: one kind of message in, one kind out."""
