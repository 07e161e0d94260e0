"""What data sets are: their columns, their rows and their keys."""
