"""Pages for partners without an account: behind a link in a mail, and a code."""
