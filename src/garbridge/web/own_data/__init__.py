"""*Mes données*: what leaves for whom, for whoever it is about.

::

    /donnees/                     everything on somebody's shelf, and what of it is sent
    /donnees/<key>                one resource: row by row, what changed, what they opened
    /donnees/<key>/opposition     object to it, and withdraw that
    /donnees/historique           what they opened
    /donnees/simple/              the same in easy text
    /donnees/telecharger          the file of all that is held
    /donnees/public/              of nobody, without signing in: for families

No page takes a person from the client: it is about whoever the server knows to be signed in.  A key
that is not on their shelf is answered as an address that is not there.
"""
