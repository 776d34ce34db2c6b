"""Gaps in the system that staff report from a case: what is missing, where and at which step, never for whom (R69)."""
