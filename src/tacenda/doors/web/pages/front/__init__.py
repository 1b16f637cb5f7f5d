"""Who works with what others opened to them: the front desk, and who guides somebody's work."""
