"""The cascade: from a trainee to a trainer to a master trainer, and whom each of them reaches."""
