"""The chat toolkit: routes, callback data, screens, lists, questions."""
