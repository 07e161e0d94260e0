"""What people say of a case and of their work, and what agencies count of theirs."""
