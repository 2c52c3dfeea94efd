"""Screens of the Département."""
