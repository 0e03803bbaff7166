"""The words of which talks are made up."""

from __future__ import annotations


def _lines(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(",") if part.strip())


SUBJECTS = _lines(
    """dark matter, neural networks, protein folding, black holes, minimal surfaces, random matrices, gut bacteria,
    ocean currents, labour markets, medieval trade, gravitational waves, stem cells, graph colouring, sea ice,
    quantum error correction, language acquisition, volcanic ash, tax evasion, coral reefs, topological insulators,
    antibiotic resistance, urban heat, elliptic curves, soil carbon, working memory, solar wind, supply chains,
    gene regulation, constitutional courts, tropical cyclones, magnetic monopoles, sleep deprivation, bird migration,
    programming languages, cancer metabolism, Roman pottery, traffic flow, superconducting qubits, fungal pathogens,
    algebraic cycles, voter turnout, perovskite solar cells, insect vision, glacier retreat, tensor categories"""
)
FIELDS = _lines(
    """dwarf galaxies, the human brain, early modern Europe, sparse data, the Southern Ocean, developing countries,
    higher dimensions, living cells, the age of algorithms, two dimensions, complex systems, the tropics, zebrafish,
    finite characteristic, deep time, open quantum systems, cities of the Global South, strongly coupled plasmas,
    children and adolescents, the presence of noise, autonomous vehicles, the Baltic Sea, non-equilibrium states"""
)
SHAPES = (
    "{a} in {b}", "Understanding {a} through {c}", "{a} and the limits of {c}", "How {a} shape {b}",
    "Towards a theory of {a}", "New perspectives on {a} in {b}", "{a}: lessons from {c}", "Modelling {a} in {b}",
    "From {a} to {c}", "The hidden structure of {a}", "What {a} tell us about {c}", "Why {a} matter: a view from {b}",
    "Measuring {a} with {c}", "Recent progress on {a} in {b}", "A short history of {a}",
)  # fmt: skip
GIVEN = _lines(
    """Ada, Boris, Chiara, Dmitri, Elena, Femi, Grace, Hiroshi, Ingrid, Jorge, Kavita, Lars, Mei, Nadia, Oluwaseun,
    Pierre, Quentin, Rosa, Stefan, Tomoko, Ursula, Viktor, Wanjiru, Xavier, Yara, Zoltan, Anna, Beatriz,
    Claude, Daniel"""
)
FAMILY = _lines(
    """Lindqvist, Okafor, Rossi, Petrov, Nakamura, Silva, Müller, Dubois, Kowalski, Haddad, Ferreira, Svensson,
    Banerjee, O'Connor, Papadopoulos, Novak, Schröder, Mbeki, Takahashi, Horvath, Jensen, Moreau, Castellano,
    Weiss, Zhang, Smith, Garcia, Kim, Ivanova, van den Berg, Adeyemi, Fischer, Costa, Laurent, Bianchi,
    Yilmaz, Larsen, Popescu, Tanaka"""
)
CITIES = _lines("Berlin, Munich, Vienna, Paris, Lyon, Boston, Chicago, Kyoto, Lund, Porto, Leeds, Graz, Ghent, Turin")
HOUSES = _lines(
    """Curie Building, Noether Hall, Fraunhofer Center, Observatory, Old Library, Turing Building, Physics Tower,
    Humboldt Haus, Marie Curie Auditorium, Science Park, Maison des Sciences, Natural History Museum, Ritter Hall"""
)
SERIES = _lines(
    """Physics Colloquium, Topology Seminar, Lunch Seminar, Distinguished Lecture Series, Brain Forum, Data Science
    Hour, Oberseminar Analysis, Séminaire de Probabilités, Climate Dialogues, Monday Talks, Economics
    Workshop, Cell Club"""
)
ZONES = ("Europe/Berlin", "Europe/London", "America/Chicago", "America/New_York", "Asia/Tokyo", "America/Los_Angeles")
GENERIC = ("Colloquium", "Seminar", "Guest lecture", "TBA", "Research Seminar", "Title to be announced")
SENTENCES = (
    "We report on {a}, which have long resisted explanation, and show how {b} changed what was believed.",
    "Starting from simple experiments, the talk explains why {a} behave so differently in {b}.",
    "I will survey the state of the art and end with open questions about {c} that a student could attack.",
    "No background beyond a first course is assumed, and the connection with {c} is made by examples.",
    "This is joint work with colleagues in several countries over the past five years on {a}.",
)
