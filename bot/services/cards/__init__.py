"""The card that is read before a case begins."""
