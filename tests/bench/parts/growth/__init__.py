"""The same with few people known and with many."""
