"""Which water serves which use: sources by month, tanks, and the balance of a mean year."""
