"""One script for each change of the tables.  A script never imports the schema: it is history."""
