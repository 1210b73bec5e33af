"""The interfaces of the State's GAR: its export of identities, its links, its names."""
