"""Floor 3: screens, one package per audience."""
