"""Numbered schema of keeper.db."""
