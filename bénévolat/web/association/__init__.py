"""Screens of associations: what they read of a person is an allow-list (A3), never a word of their follow-up."""
