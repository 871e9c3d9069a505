"""Tregua: an open simulator of gang violence and of the interventions against it."""
