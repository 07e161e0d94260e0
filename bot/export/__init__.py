"""What goes out as files: which sets there are, what their columns say, and their rows.

A set is described once, in `columns` of its module; rows, heads, the sheet that explains and the
page of the documentation come from there.
"""
