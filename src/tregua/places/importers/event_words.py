"""Words by which a table says what happened on a day: emergencies, operations, missions, pacts, prisons.

All are written without accents and in small letters, as `fold` returns them. English, Spanish, French and
Haitian Creole.
"""

from __future__ import annotations

import re

EVENT_SERIES = frozenset(
    "policy_event policy_events policy policies event events evento eventos evento_politico "
    "evento_de_politica eventos_de_politica evento_de_politica_publica medida medidas politica "
    "politicas evenement evenements evenement_politique evenements_politiques mesure mesures politique "
    "evenman evenman_politik mezi".split()
)
ASKED_SERIES = EVENT_SERIES - {"event", "events", "evento", "eventos", "evenement", "evenements", "evenman"}
EVENT_UNITS = frozenset("event events evento eventos evenement evenements evenman".split())

EMERGENCY = (
    r"\b(state|states|estados?|etats?|eta|regimen|regime) (of |de |d' ?|di )?(emergency|exception|siege|"
    r"emergencia|excepcion|sitio|urgence|ijans|dijans|eksepsyon)|emergency powers|martial law|ley marcial|"
    r"loi martiale|curfew|toque de queda|couvre-feu|kouvrefe|zones? of special operations|\bzosos?\b|"
    r"zonas? (de operaciones especiales|especial(es)? de seguridad)|\bsoes?\b|conmocion interior|"
    r"internal armed conflict|conflicto armado interno|conflit arme interne|"
    r"(declar|decret|proclam|impos|introduc)\w* (an? |the |un |el |le |l')?(\w+ )?"
    r"(emergency|emergencia|urgence)"
)
PLAN = (
    r"mano dura|iron fist|main de fer|\bcrack-?down|extraordinary measures|medidas extraordinarias|"
    r"mesures exceptionnelles|mezi eksepsyonel|war (on|against) (the )?(gangs|maras)|"
    r"guerra contra (las )?(maras|pandillas|bandas)|guerre (contre|aux) (les )?gangs|"
    r"plan (de )?control territorial|territorial control plan|anti-?gang (plan|campaign|offensive)|"
    r"\bplan\b.*\b(launch|start|begin|began|lanz|inici|comienz|comenz|lance|debut|komanse)\w*"
)
ENDS = (
    r"\b(lapse[sd]?|lift(s|ed)?|expire[sd]?|revoke[sd]?|rescind\w*|ends?|ended|not renewed|levant\w+|venc\w+|"
    r"caduc\w+|finaliz\w+|derog\w+|termin\w+|fin (de|du|des)|prend fin|a pris fin|leve[es]?|fini)\b"
)
BEGINS = r"declar|decret|proclam|impos|introduc|\bbegins?\b|\bstart|inici|instaur"
RENEWS = r"renew|exten(d|sion)|prorrog|prorog|renov|prolong|recondui|renouvel|pwolonje|renouvle"
RULING = (
    r"(court|tribunal|\bcorte\b|\bsala\b|\bcour\b|tribinal).*(void|ruled|rules|struck|strikes|"
    r"unconstitutional|inconstitucional|anul|invalid|annul|illegal|ilegal)|"
    r"(struck down|annul\w*|anulad\w*|voided) (by|por|par)"
)

# The first that fits decides. Kinds are those of history.yaml; "end" closes what was declared before.
_RULES: tuple[tuple[str, str], ...] = (
    ("court_ruling", RULING),
    ("shock", r"hurricane|earthquake|cyclone|huracan|terremoto|sismo|seisme|ouragan|siklon|tranblemannte|"
              r"goudougoudou|pandemic|pandemia"),
    ("other", r"\b(homicid|kill|murder|violen|asesinat|meurtre|crim)\w*( \w+){0,3} "
              r"(begins? to |start\w* to )?"
              r"(climb|rise|rose|fall|fell|drop|increas|suben|bajan|aument|dismin|augment|baiss|monte)\w*"),
    ("other", r"\badjust|reajust|\bajust"),
    ("coalition", r"(gangs?|pandillas|bandas)( \w+){0,6} (unite|coalition|alliance|alianza|alyans|coalicion)|"
                  r"(coalition|alliance|alianza|alyans|coalicion)( \w+){0,4} (gangs?|pandillas|bandas)"),
    ("breakdown", r"\b(truce|pact|tregua|pacto|treve|pacte|trev)\b.*(break|broke|end|collaps|erosion|over|"
                  r"rompe|rompio|termin|fin\b|rupture|rompu|fini|kase)|(end|break|collaps|rompe|termin|fin|"
                  r"rupture)\w*( \w+){0,4} (truce|pact|tregua|pacto|treve|pacte|trev)\b"),
    ("pact", r"\b(truce|pact|ceasefire|cease-fire|tregua|pacto|alto el fuego|treve|pacte|cessez-le-feu|trev|"
             r"pak)\b"),
    ("prison_break", r"prison (break|escape)|jail ?break|(escape|fuga|evasion|evad)\w*( \w+){0,6} "
                     r"(prison|jail|carcel|penal|prizon)|"
                     r"(prison|carcel|penal)( \w+){0,4} (escape|fuga|evasion)"),
    ("prison", r"(prison|jail|carcel|penal|centro penitenciario|penitenciaria|megacarcel|mega-prison|prizon)"
               r"( \w+){0,6} (open|built|inaugur|abre|abri|constru|ouvre|ouvert|konstwi|capacity|capacidad|"
               r"capacite)\w*|(open|built|inaugur|abre|abri|constru|ouvre|ouvert|konstwi)\w*( \w+){0,6} "
               r"(prison|jail|carcel|penal|centro penitenciario|megacarcel|mega-prison|prizon)"),
    ("mission_end", r"(mission|mision|misyon|peacekeepers?|cascos azules|casques bleus|minu\w+|force)\b"
                    r"( \w+){0,6} (withdraw|leaves|left|ends|ended|retir|depart|se va|termina|prend fin)\w*"),
    ("resolution", r"\bresolution\b|\bresolucion\b|\brezolisyon\b"),
    ("renewal", rf"({RENEWS})\w*.*({EMERGENCY})|({EMERGENCY}).*({RENEWS})"),
    ("end", rf"({EMERGENCY}|{PLAN}).*{ENDS}|{ENDS}.*({EMERGENCY}|{PLAN})"),
    ("declaration", EMERGENCY),
    ("declaration", PLAN),
    ("mission", r"\b(mission|mision|misyon|peacekeep\w*|cascos azules|casques bleus|minu(stah|justh)|"
                r"multinational|multinacional|multinationale)\b"),
    ("deployment", r"(deploy|desplieg|desplegad|despliegue|deploi|send|sent|envi|voye)\w*( \S+){0,6} (troops|"
                   r"soldiers|army|military|soldados|militares|tropas|ejercito|armee|soldats|militaires|solda|"
                   r"lame)|(troops|soldiers|army|military|soldados|militares|tropas|ejercito|soldats|armee)"
                   r"( \w+){0,4} "
                   r"(deploy|desplieg|desplegad|deploi|patrol|patrul|patrouill)"),
    ("operation", r"\b(operations?|raids?|sweeps?|operativos?|operaciones|operacion|redadas?|batidas?|"
                  r"incursions?|rafles?|operasyon|siege|cerco|cerca|taken|retaken|tomad[oa]|reprise|"
                  r"mass arrests?|capturas masivas|arrestations massives)\b|(leader|cabecilla|lider|chef)"
                  r"( \w+){0,3} (captur|arrest|killed|deten|abatid|tue)\w*"),
    ("election", r"\belections?\b|\belecciones\b|\beleksyon\b"),
    ("law", r"\b(act|law|bill|ley|loi|lwa|decreto|decree|decret|dekre|reforma|reform)\b"),
)  # fmt: skip
RULES = tuple((kind, re.compile(pattern)) for kind, pattern in _RULES)
IS_EMERGENCY = re.compile(EMERGENCY)
BEGINNING = re.compile(BEGINS)
IN_PRISONS = re.compile(r"\b(prisons?|carcel|carceles|penal|penales|centros penales|prizon)\b")
AT_LARGE = re.compile(
    r"zone|zona|street|calle|municip|barrio|comunidad|communit|department|parish|nation|pais|country|quartier"
)

MEANS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("sweep", re.compile(r"\bsweeps?\b|mass arrests?|redadas?|batidas?|rafles?|capturas masivas|"
                         r"arrestations massives")),
    ("siege", re.compile(r"\bsieges?\b|\bcercos?\b|cordon|cercad")),
    ("drones", re.compile(r"drones?\b")),
    ("patrols", re.compile(r"patrol|patrulla|patrouill|patwouy")),
)  # fmt: skip

_NUMBER = r"(?P<n>\d{1,3}(?:[., ]\d{3})+|\d+)"
_NO_SHARE = r"(?! ?%| ?per ?cent| por ciento| pour cent| pousan)"
_BETWEEN = r"(?: (?!(?:by|por|par|pa|in|en|to) )[a-z'-]+){0,3}? "


def _figure(words: str, before: str = "") -> tuple[re.Pattern[str], ...]:
    found = [re.compile(rf"{_NUMBER}{_NO_SHARE}{_BETWEEN}(?:{words})")]
    if before:
        found.append(re.compile(rf"(?:{before})(?: of| de| d'|:)? {_NUMBER}{_NO_SHARE}"))
    return tuple(found)


FIGURES: dict[str, tuple[re.Pattern[str], ...]] = {
    "arrests": _figure(
        r"arrest|detain|detention|captur|detenid|detencion|aprehen|interpell|arrete|arete",
        r"arrests?|detentions?|capturas?|detenciones|arrestations?|arestasyon|detained|detenidos",
    ),
    "killed": _figure(r"killed|dead|deaths?\b|muert|abatid|fallecid|tues?\b|morts?\b|touye|mouri"),
    "soldiers": _figure(r"troops|soldiers|marines|soldados|militares|tropas|soldats|militaires|solda\b"),
    "police": _figure(r"police|officers|policias|agentes|policiers|gendarmes|polisye"),
    "places": _figure(
        r"places|beds|inmates|prisoners|cupos|plazas|camas|reclusos|personas privadas|detenus|lits|"
        r"prizonye|plas\b",
        r"capacity|capacidad|capacite|kapasite|capacity for|holds",
    ),
    "released": _figure(r"releas|freed|liberad|excarcelad|liberes?|lage\b"),
    "escaped": _figure(r"escape|fuga|evad"),
}
A_DAY = re.compile(r"^\W*\w*( \w+){0,2}? (a|per|por|par|al|pa|each) (day|dia|jour|jou)\b")

NOTHING_SUSPENDED = re.compile(
    r"no (constitutional )?(rights?|guarantees?)( is| are| was| were)? suspended|suspends no |"
    r"nothing (is )?suspended|"
    r"no (se )?suspende\w*|sin suspension de|aucun droit|sans suspension|okenn dwa"
)
SUSPENDED = re.compile(
    r"suspen\w*.{0,40}(rights?|due process|guarant|garant|derecho|droit|debido proceso|habeas)|"
    r"(rights?|guarant\w*|garant\w*|derechos?|droits?|due process|habeas corpus|debido proceso|dwa)\b.{0,40}"
    r"(suspen|sispann)|without (a )?(warrants?|charges?)|sin (orden judicial|cargos)|"
    r"sans (mandat|inculpation)|sispann dwa"
)
SUSPENDED_SHARE = re.compile(
    r"suspend\w*\s*[:=]?\s*(?P<a>[01](?:[.,]\d+)?)(?![\d%])\b|"
    r"(?P<b>\d{1,3}) ?(?:%|per ?cent|por ciento|pour cent) (?:of |de |des |du )?"
    r"(?:the |el |la |los )?(?:due process|rights|debido proceso|derechos|droits)"
)
KEY_VALUE = re.compile(r"\b(?P<key>[a-z_]+)\s*[:=]\s*(?P<value>[^;,]+)")

# Columns of a table that say more of an event than its text, by their plain words.
COLUMNS: dict[str, str] = {
    word: key
    for key, words in {
        "kind": "kind|event kind|kind of event|tipo|tipo de evento|type|type d'evenement|clase|kalite",
        "until": "until|hasta el|jusqu'au|jouk",
        "suspends": "suspends|suspende|suspend|due process suspended|sispann",
        "territories": "territories|territorios|territoires|teritwa",
        "arrests": "arrests|arrested|detenciones|capturas|arrestations|arestasyon",
        "killed": "killed|muertos|tues|touye",
        "soldiers": "soldiers|troops|soldados|tropas|soldats|solda",
        "police": "police|policias|policiers|polisye",
        "places": "places|prison places|plazas|cupos|plas",
        "means": "means|medio|moyen|mwayen",
        "mission": "mission|mision|misyon",
        "law": "law|ley|loi|lwa",
        "text": "title|titulo|titre|tit|description|descripcion|event|evento|evenement|evenman|what|que",
    }.items()
    for word in words.split("|")
}
