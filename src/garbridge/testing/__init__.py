"""What a portal needs to test its integration: contracts of the ports, and a small world."""
