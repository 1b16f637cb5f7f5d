"""Tacenda keeps what is said in therapy between those who said it, and proves it."""
