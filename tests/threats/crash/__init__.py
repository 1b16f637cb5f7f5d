"""Dying in the middle: a day of acts in a process that is killed, and what its survivors must find."""
