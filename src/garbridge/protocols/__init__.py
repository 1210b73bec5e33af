"""Sign-in protocols towards providers; each adapter fills in two steps of the launch."""
