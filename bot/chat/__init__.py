"""The chat: what people see and tap."""
