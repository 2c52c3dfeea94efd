"""Tests: they mirror the floors of the house, plus the universal tests."""
