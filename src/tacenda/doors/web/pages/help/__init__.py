"""Help: pages that anybody can read."""
