"""GAR-ENT, the form in which a portal states its people to the State's GAR, both ways.

Second degree (2D): version 1.7 of the schema, valid from GAR 3.0.  First degree (1D): version 1.4,
valid from GAR 2.1.  What is known of them stands in :mod:`garbridge.gar.ent.schema`.

::

    folder, or tar.gz + md5          archive, folder    safe to open, in bounded memory
        └ parts, by name             names              one project, one instant, no part missing
            └ blocks                 blocks             elements, order, lengths, repeats
                └ rows               people, places     what garbridge keeps of them
                    └ staging        (a store)          keys and rules across files

Not checked: a UAI's check letter (the State's own test schools have wrong ones); whether a level
or subject code exists in the State's nomenclatures (they are not shipped); the attachment school
of a person, which may lie outside the project and is not kept.
"""
