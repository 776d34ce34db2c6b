"""Replies that a team keeps ready, in the languages that it writes in; sent by people, as any message."""
