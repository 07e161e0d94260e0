"""A double of Telegram in a process of its own, and the learners who play through it."""
