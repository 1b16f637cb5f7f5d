"""What the client's pages share: their words, and the lines of who looked."""
