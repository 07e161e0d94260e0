"""How records of the application are put into words, for every face."""
