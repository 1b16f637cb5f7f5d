"""Keys in use: what a sign-in has unlocked, and the one way to plaintext."""
