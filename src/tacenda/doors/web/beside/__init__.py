"""What the pages of people beside a client have in common."""
