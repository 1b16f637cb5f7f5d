"""Signalling between two cleared parties: opaque messages, nothing kept. Reserved for video sessions."""
