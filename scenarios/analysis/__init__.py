"""What a group got wrong: statistics of its answers, decision by decision. Pure.

Nothing here knows who answered. A play is one person's answers, and a group is a list of plays.
"""
