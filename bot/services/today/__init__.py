"""Today: one message with what there is to do, and the cases to practise."""
