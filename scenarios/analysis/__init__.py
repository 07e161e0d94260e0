"""Group statistics of answers, decision by decision. Pure.

Nothing here identifies a person: a play is one person's answers, a group is a list of plays.
"""
