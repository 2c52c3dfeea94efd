"""Way in for accounts, and the pages every account has: password, second factor, sessions."""
