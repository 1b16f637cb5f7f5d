"""What a client meets: who can see what, who looked, stop, check, what is shared, choices; and joining with a card."""
