"""What a clinician works with: the day, cards, notes, private notes, plans."""
