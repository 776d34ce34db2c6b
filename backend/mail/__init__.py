"""Mails that leave the house: one message at a time, by SMTP or into a folder."""
