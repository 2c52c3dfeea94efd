"""Floor 0: enumerations, errors and transition tables. Standard library only."""
