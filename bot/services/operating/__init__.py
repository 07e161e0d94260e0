"""How the program fares, for those who answer for it."""
