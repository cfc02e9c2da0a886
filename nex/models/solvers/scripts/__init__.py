"""Programs that the solver of code environments sends through the shell; never imported here."""
