"""What trainers and admins do: roles, cohorts, and what is assigned."""
