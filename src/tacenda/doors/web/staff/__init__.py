"""What pages of the staff share: their words, and what they say of the machine."""
