"""The command line: translates between the shell and values, decides nothing."""
