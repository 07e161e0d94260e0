"""The bodies whose people are trained: added, named, closed, and what their people do."""
