"""Names for invented people: accents, hyphens, apostrophes, compounds, and few enough to meet.

With some 200 family names and 75 given names of each sort, 2,500 people hold true homonyms.
"""

from typing import Final


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in text.split())


FAMILY: Final = _names(
    """
    Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre
    Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau
    Vincent Müller Lefebvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François
    Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier
    Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard
    Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martínez Gérard Roche Renard Schmitt
    Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier
    Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte López
    Jean Dupuy Guillot Hubert Berger Carpentier Sánchez Dupuis Moulin Louis Deschamps Huet Vasseur
    Pérez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles
    Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernández Le_Gall
    Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Le_Roux Cousin Germain Breton Besson
    Langlois Rémy Le_Goff Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber Mallet
    Hamon Boulanger Jacob Monnier Michaud Rodríguez Guichard Gillet Étienne Grondin Poulain Tessier
    Chevallier Collin Chauvin Da_Silva Bouchet Gay Lemaître Bénard Humbert Reynaud Antoine Hoarau
    Perret Barthélemy Cordier Pichon Lejeune Gilbert Lamy Delaunay Pasquier Carlier Laporte
    N’Diaye D’Almeida O’Brien Nguyễn Yildirim Çelik Kowalczyk Østergaard Saint-Aubin Le_Bris-Kerven
    """
)
GIRLS: Final = _names(
    """
    Emma Jade Louise Alice Chloé Inès Léa Manon Rose Anna Lina Mila Léna Camille Sarah Zoé Julia
    Juliette Nina Eva Romane Agathe Lola Lou Ambre Jeanne Mathilde Clara Margaux Louna Charlotte
    Élise Victoria Maëlys Lucie Gabrielle Capucine Noémie Apolline Élisa Maya Mélissa Anaïs Yasmine
    Aïcha Fatou Maëva Océane Clémence Salomé Hélène Solène Justine Célia Lucile Amélie Aurélie
    Anne-Sophie Marie-Lou Lise-Marie Béatrice Cécile Émilie Éloïse Françoise Gaëlle Inaya Kenza
    Ludivine Mireille Nathalie Ophélie Pénélope Régine Séverine Thaïs Valérie Zeynep
    """
)
BOYS: Final = _names(
    """
    Gabriel Léo Raphaël Louis Arthur Jules Adam Lucas Maël Hugo Liam Noah Paul Ethan Sacha Tom
    Nathan Gabin Théo Aaron Mohamed Eden Martin Axel Marius Rayan Timéo Victor Mathis Ibrahim
    Antoine Baptiste Clément Maxime Valentin Robin Simon Samuel Malo Noé Éliott Evan Mathéo Côme
    Amadou Ayoub Yanis Kylian Enzo Alexandre Augustin Basile Célestin Émile Félix Grégoire Joël
    Jean-Baptiste Pierre-Louis Mathieu-Ali André Benoît Cédric Didier Étienne Frédéric Gaël Jérôme
    Loïc Mickaël Olivier Rémi Sébastien Stéphane Thibault Youssef
    """
)
