"""Who looks after the practice: staff, the week in counts, who can open what, the state of the house. No content on any page."""
