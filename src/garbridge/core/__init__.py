"""Pure rules: frozen values in, frozen values out; no clock, no I/O, no framework."""
