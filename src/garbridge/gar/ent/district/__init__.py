"""An invented district of four schools, or of many times four, stated as a real one would."""
