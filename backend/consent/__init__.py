"""Consents (Schweigepflichtentbindung): who may learn what, for which purpose, until when."""
