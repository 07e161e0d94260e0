"""Where help is: lines of the agency, for a real case, for staff, and for oneself."""
