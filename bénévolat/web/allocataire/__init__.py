"""The person's screens: way in with a card, then their own space."""
