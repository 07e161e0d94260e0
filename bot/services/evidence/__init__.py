"""What training came to in some months: a report for whoever pays for it or answers for it.

Everything here is of groups, by the rules of the screens and exports: fives in the order of
finishing, ten people for what a course changed, whole months, and nothing that compares people.
"""
