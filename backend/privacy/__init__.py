"""Keys, erasure and the audit trail."""
