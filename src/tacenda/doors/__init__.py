"""Doors translate between the world and one act."""
