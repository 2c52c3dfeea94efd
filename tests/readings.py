"""Texts whose reading is the same wherever it is measured: on the server and in the browser (R62)."""

TEXTS = (
    "",
    " \n…",
    "Bonjour",
    "Vous aidez au jardin. Vous êtes deux. On mange ensemble à midi.",
    "Vous aidez chaque mardi matin les personnes du quartier qui viennent chercher un colis au local.",
    "La structuration organisationnelle nécessite une implication institutionnelle.",
    "Un mot. " * 6,
    "M. Petit vous attend\u00a0! La salle est au n° 3.5 de la rue\u2026 C'est facile\u00a0?",
    "Vous triez les vêtements\nVous les pliez\n\nVous les rangez",
    "L’après-midi, les clients paient peu\u00a0: 2 euros. Ils parlent, ils écoutent souvent Mme Dupré.",
    "Les bénévoles accueillent les familles européennes au théâtre, à la bibliothèque et au musée de la création.",
    "Ils coopèrent avec les ouvriers.",
    "Ça coûte 12,50 euros. Noël à Troyes, œuvre de cœur\u00a0!!! «\u00a0Oui.\u00a0» Éblouir les yeux du pays.",
    "Vous lisez des histoires aux enfants. Lucie est avec vous. C'est le mercredi, le matin. On boit un café après.",
)
