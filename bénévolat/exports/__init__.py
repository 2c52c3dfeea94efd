"""Floor 2: rows in, bytes out. No session, no Flask."""
