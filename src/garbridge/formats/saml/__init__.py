"""What both ends of SAML V2.0 say in the same way: names, values, bindings, metadata, logout.

garbridge is an identity provider towards publishers (:mod:`garbridge.protocols.saml`) and may be a
service provider towards the portal (:mod:`garbridge.upstream.saml_sp`).  Neither knows the other;
what they share stands here.
"""
