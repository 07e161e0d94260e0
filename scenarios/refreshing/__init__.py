"""What is kept of what was learnt, and what to bring back when. Pure: moments are arguments."""
