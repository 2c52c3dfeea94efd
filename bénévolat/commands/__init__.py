"""Floor 3: command line. Each command calls one service or job."""
