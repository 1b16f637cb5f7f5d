"""Signing in, setting up a practice, unlocking, and where one is signed in."""
