"""Wording: every text for people, in every language, and nothing that knows cases or dialogues."""
