"""bénévolat: volunteering platform of the Pacte territorial d'insertion de l'Aube (Fiche 12)."""

__version__ = "0.1.0"
