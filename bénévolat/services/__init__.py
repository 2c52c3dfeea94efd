"""Floor 2: use cases. Functions that read and write, never commit, and raise DomainError."""
