"""Flask: translates HTTP to values and back; decides nothing about a message."""
