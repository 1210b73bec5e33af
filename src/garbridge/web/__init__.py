"""The Flask extension: translates between HTTP and values, decides nothing."""
