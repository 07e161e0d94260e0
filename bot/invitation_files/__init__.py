"""Files to hand out to invited people: cards with their codes, and slides with a link."""
