"""Giving a case out, for the case software that a municipality uses itself."""
