"""What people write, put into another language by a server of one's own. Nothing waits for it."""
