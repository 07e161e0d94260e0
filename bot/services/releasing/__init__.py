"""Files with what people did: recorded before they leave, asked for when they must go."""
