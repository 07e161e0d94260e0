"""Erasing somebody by an admin: asked for, told, waited for, and stopped by one tap."""
