"""What the clock does: plain functions with a machine desk."""
