"""The figures of a school, as the ministry defines them, and as nobody can be read off them.

The definitions are those of the ministry's open data on the GAR (data.education.gouv.fr,
*fr-en-gar-acces_profil*, *-affectations_degre*, *-accedants_degre*):

- *accès*: a successful connection to a resource, that is, a launch that was granted;
- *affectation*: the link between a licence of a subscription and one person, which makes the
  resource visible to them: a seat, or being of a population to which a licence is open;
- *accédant*: somebody who can reach at least one resource that way.

A person whose profile nobody knows has a line of their own (*Null* in the open data).
"""
