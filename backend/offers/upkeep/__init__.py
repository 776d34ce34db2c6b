"""Keeping the directory right: who may change what, what a change is, and what wants looking at again."""
