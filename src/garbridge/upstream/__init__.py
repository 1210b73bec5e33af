"""Who is signed in: the upstreams that sign people in before they come to the portal.

Each adapter implements :class:`garbridge.ports.UpstreamAdapter` and ends in what the upstream
vouches for, or in why nobody is signed in; never in a person, and never in claims.  None of them
knows another, or a protocol towards providers.
"""
