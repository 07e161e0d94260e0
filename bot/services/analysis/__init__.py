"""What a cohort gets wrong: for its trainer, and never what one person did."""
