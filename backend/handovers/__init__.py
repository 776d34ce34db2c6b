"""Handovers (Übergaben): what was passed on to whom, and what became of it."""
