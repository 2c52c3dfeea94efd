"""Demonstration of the size of a département: people, associations and agents drawn from the same texts."""

from random import Random

from bénévolat.services.demonstration_scene import Script

HOSTS = 200
"""Associations drawn on top of those that have a text of their own."""
AGENTS = 60


def drawn_person(pool: Script, places: dict[str, list[str]], chance: Random) -> Script:
    """Return a person drawn from the pools; ``places`` are the communes of each team."""
    team = chance.choices(list(places), weights=[6, 2, 2][: len(places)])[0]
    taste = chance.choice(pool["tastes"])
    script: Script = {
        "first_name": chance.choice(pool["first_names"]),
        "last_name": chance.choice(pool["last_names"]),
        "team": team,
        # The first communes of a sector are its towns: more people live there.
        "commune": chance.choice(places[team][:4] if chance.random() < 0.7 else places[team]),
        "wishes": taste["wishes"],
        "skills": taste["skills"] if chance.random() < 0.6 else [],
        "half_days": taste["half_days"],
        "constraints": chance.sample(pool["constraints"], chance.choice([0, 0, 0, 1, 1, 2])),
        "comfort": chance.sample(pool["comfort"], chance.choice([0, 1, 1, 2])),
        "french_level": chance.choice(["1", "2", "3", "3", "3"]),
        "supervision_need": chance.choice(["0", "1", "1", "2"]),
        "travel": chance.choice(pool["travels"]),
        "channel": chance.choice(["oral", "oral", "paper", "phone"]),
        "status": chance.choices(["active", "draft", "paused"], weights=[10, 1, 1])[0],
    }
    if chance.random() < 0.5:
        script["contract"] = {
            "kind": chance.choice(["cer", "cer", "engagement"]),
            "started": chance.randrange(10, 150),
            "months": chance.choice([6, 6, 9, 12]),
            "hours": chance.choice([None, 5, 7, 10, 15]),
            "included": chance.random() < 0.6,
        }
    return script


def drawn_agents(pool: Script, teams: list[str], chance: Random) -> list[Script]:
    """Return travailleurs sociaux enough for a département, shared among the teams."""
    return [
        {
            "email": f"ts{number:03d}@demo.example",
            "first_name": chance.choice(pool["first_names"]),
            "last_name": chance.choice(pool["last_names"]),
            "role": "travailleur_social",
            "team": teams[number % len(teams)],
        }
        for number in range(AGENTS)
    ]


def drawn_hosts(script: Script, chance: Random) -> tuple[list[Script], list[Script]]:
    """Return associations and their missions: the written ones again, elsewhere and under other names."""
    pool = script["pool"]
    communes = [name for sector in script["sector"] for name in sector["communes"]]
    models = [model for model in script["association"] if "status" not in model]
    associations: list[Script] = []
    missions: list[Script] = []
    for number in range(HOSTS):
        model = models[number % len(models)]
        commune = communes[number % len(communes)]
        key = f"{model['key']}-{number}"
        associations.append(
            {
                **model,
                "key": key,
                "name": f"{chance.choice(pool['association_names'])} – {commune}",
                "commune": commune,
                "rna": None,
                "address": f"{1 + number % 90} rue de la Mairie, {commune}",
                "sensitive": False,
                "member": {
                    "email": f"association{number:03d}@demo.example",
                    "first_name": chance.choice(pool["first_names"]),
                    "last_name": chance.choice(pool["last_names"]),
                },
            }
        )
        missions += [
            {**offer, "key": f"{offer['key']}-{number}", "association": key}
            for offer in script["offer"]
            if offer["association"] == model["key"] and "status" not in offer
        ]
    return associations, missions
