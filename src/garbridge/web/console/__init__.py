"""The *console d'affectation*: pages on which somebody gives licences, and takes them back.

::

    door          who may come in, to which school          everybody else: no such page
    a page        what there is, with forms                 nothing is written by looking
    preview       what a form would do, under a token       nothing is written
    do            the same, if it still holds               an operation, undone for 24 hours

Each page stands on the service that the command of the same name stands on.  No name of a person
and no identifier of one stands in an address: whoever is meant is posted.
"""
