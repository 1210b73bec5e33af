"""Which figures may be shown, so that nobody is read off them.

A table is a lattice of cells (:mod:`~garbridge.core.disclosure.lattice`).  A cell is shown when
enough persons contribute and none makes nearly all of it (:mod:`~garbridge.core.disclosure.rules`);
others are hidden with it until no sum gives one back
(:mod:`~garbridge.core.disclosure.suppression`); then every hidden cell is bounded by linear
programming over all that was ever shown (:mod:`~garbridge.core.disclosure.auditing`), two tables
of the same people by one programme (:mod:`~garbridge.core.disclosure.twins`).

What the words and the method are: Hundepool et al., *Handbook on Statistical Disclosure Control*
(Eurostat), chapter 4, "Magnitude tabular data".
"""
