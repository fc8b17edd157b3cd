"""Words of offices and nations in seven languages: the defence ministry of one country is one speaker, whatever the language of the page."""

from __future__ import annotations

import re
from functools import lru_cache

from temoin.text.names import plain_name, tokens_of

__all__ = ["OFFICE_WORDS", "speaker_words"]

_OFFICES = {
    "ministry": "minist*",
    "ministry+defence": "minoboron* verteidigungsminist*",
    "ministry+interior": "mvd mvs innenminist*",
    "ministry+health": "minzdrav* moz gesundheitsminist*",
    "ministry+emergency": "mchs",
    "service+emergency": "dsns rettungsdienst*",
    "defence": "defence defense oboron* verteidigung* difesa defensa",
    "interior": "interior interieur interno interni innern inneren vnutrenn* vnutrishn*",
    "health": "health sante zdravookhranen* zdorov* gesundheit* salute sanita sanidad salud",
    "emergency": "emergenc* urgence urgences chrezvychain* nadzvichain* notfall* emergenz*",
    "police": "polic* politsi* polits* polizei* polizia militsi*",
    "national+police": "natspolitsi*",
    "prosecutor": "prosecut* procureur* procurator* procura parquet prokur* fiscal fiscalia staatsanwalt*",
    "general+prosecutor": "genprokur* generalstaatsanwalt*",
    "governor": "governor* gouverneur* gubernator* governator* gobernador*",
    "mayor": "mayor* maire maires mairie mer mera merom oberburgermeister* burgermeister* sindaco sindaca alcalde alcaldesa alcaldia",
    "prefecture": "prefect* prefet* prefett*",
    "council": "council* conseil consiglio consejo rada rady radi rat sovet soveta",
    "city": "city municipal* misk* gorodsk* stadt stadtisch* comune ayuntamiento",
    "fire": "fire pompier* pozharn* pozhezhn* feuerwehr* bomber* firefighter*",
    "general": "general generale generals generaln* generalii",
    "generalstaff": "genshtab* generalstab* generalstaff",
    "staff": "staff shtab*",
    "army": "army armee armii armiia armiei esercito ejercito bundeswehr",
    "armed": "armed armees vooruzhenn* zbroin* armate armadas",
    "forces": "forces force sil sili sily streitkraft* forze fuerzas",
    "armed+forces": "vs zsu vsu",
    "committee": "committee comite komitet* komitee comitato",
    "investigation": "investigat* enquete enqueteurs sledstvenn* slidch* ermittl* indagin* investigaci*",
    "service": "service services sluzhb* dienst* servizio servicio servicios",
    "security": "security securite bezopasnost* bezpek* sicherheit* sicurezza seguridad",
    "intelligence": "intelligence renseignement* razvedk* rozvidk* geheimdienst* nachrichtendienst* inteligencia",
    "civil": "civil civile civiles civili tsiviln* zivil* grazhdansk*",
    "protection": "protection protezione proteccion zakhist* zashchit*",
    "civil+protection": "zivilschutz* katastrophenschutz*",
    "hospital": "hospital* hopital hopitaux likarn* bolnits* bolnic* krankenhaus* klinik* klinika ospedal*",
    "president": "president* prezident* prasident*",
    "regional": "regional* regionaln* oblast* oblasn* provincial*",
    "administration": "administr* verwaltung* amministr*",
    "authorities": "authorit* autorites vlast vlasti vlastei vlada vladi behorde* autorita autoridad*",
    "official": "official* officiel* responsable* chinovnik* posadovets* beamte* funzionari* funcionari*",
    "spokesman": "spokes* porteparole rechnik* rechnits* predstavitel* predstavnik* sprecher* portavoce portavoz",
    "office": "office ofis* amt buro ufficio oficina",
    "department": "department* departement* departament* upravlen* upravlinn* dipartiment*",
    "state": "state etat derzhavn* gosudarstvenn* staatlich* statale estatal",
    "national": "national* natsionaln* nazional* nacional*",
    "local": "local locale locales locaux mestn* mistsev* ortlich* locali",
    "railway": "railway* railroad* zheleznodorozhn* zaliznits* bahn ferrovi* ferrocarril*",
    "coroner": "coroner*",
    "head": "head chief chef glava glavi golova golovi nachaln* kerivn* jefe capo leiter*",
    "director": "director* directeur* direktor* direttor*",
    "prime": "prime premier*",
    "command": "command* komand* kommand* comand*",
    "brigade": "brigade* brigad*",
    "agency": "agency agence agentur* agentstv* agenzia agencia",
    "source": "source* istochnik* dzherel* quelle* fuente* fonte fonti",
    "news": "news",
    "media": "media medias medien smi zmi medios",
    "witness": "witness* eyewitness* temoin* ochevid* zeug* augenzeug* testimon* testig* svidetel* svidk*",
    "resident": "resident* habitant* riverain* zhitel* zhytel* meshkan* anwohn* einwohn* abitant* vecin* residen*",
    "anonymous": "anonym* anonim* nenazvan* nenazvann* neustanovlenn* unbenannt*",
    "red": "red rouge krasn* chervon* rotes roter rossa roja rojo",
    "cross": "cross croix krest* khrest* kreuz* croce cruz",
    "crescent": "crescent croissant polumesiats* pivmisiats* halbmond* mezzaluna",
    "united+nations": "onu oon nationsunies vereintenationen nazioniunite nacionesunidas",
}
"""Concepts to words for them, in the plain form of `names`; a star stands for any ending."""
_NATIONS = {
    "russia": "russia* russian* russe russes russi* russland* russisch* rossi* rosii* rosi rf rusia ruso rusa rusos rusas russo russa",
    "ukraine": "ukrain* ucrain* ucran*",
    "israel": "israel* izrail* izrailsk*",
    "palestine": "palestin* palastin*",
    "lebanon": "leban* liban* livan*",
    "syria": "syri* syrie* sirii* siria* siriisk*",
    "turkey": "turk* turqu* turets* turts* turch* turci* turqui*",
    "turkmenistan": "turkmen*",
    "iran": "iran*",
    "iraq": "iraq* irak*",
    "usa": "usa american* americ* amerik* ssha unitedstates etatsunis estadosunidos statiuniti vereinigtestaaten",
    "britain": "britain british britann* britan* brits*",
    "france": "france french francais* frants* franzos* frankreich* francese francesi",
    "germany": "german* allemagne allemand* deutsch* nemets* nimets* tedesc* aleman*",
    "italy": "italy italia* italie* italien* italii*",
    "spain": "spain spanish espagn* spani* ispan* espan* spagn*",
    "poland": "poland polish polsk* polon* polac* polnisch*",
    "belarus": "belarus* bielorus* bilorus* belorus* weissruss*",
    "moldova": "moldov* moldav*",
    "georgia": "georgi* gruzi*",
    "armenia": "armeni* virmen* armian* armen*",
    "azerbaijan": "azerb* azerbaid* aserbaid*",
    "china": "china chinese chine chinois* kitai kitaia kitaiu kitaisk* chinesisch* cinese cina chino* chines*",
    "japan": "japan* iapon* giappon* japon*",
    "india": "india indian indians inde indien indiens indienne indii indiisk* indisch*",
    "pakistan": "pakistan*",
    "afghanistan": "afghan* afgan*",
    "sudan": "sudan* soudan*",
    "yemen": "yemen* iemen* jemen*",
    "egypt": "egypt* egipt* agypt* egitt* egyptien*",
    "greece": "greece greek grec* grets* griech* grieg*",
    "mexico": "mexic* mexiq* mexik* meksik* messic*",
    "indonesia": "indones* indonez*",
    "philippines": "philippin* filipin* filippin*",
    "nepal": "nepal*",
    "morocco": "morocc* maroc* marokk* marruec*",
    "libya": "libya* libye* libysch* liviisk* libia* libic*",
    "venezuela": "venez*",
    "brazil": "brazil* bresil* brazili* brasil*",
    "chile": "chile* chili* chilii* cile*",
    "romania": "romania* roumani* rumyn* rumun* ruman* rumani*",
    "serbia": "serbia serbian serbians serbie serbe serbes serbii serbisch* serbsk* serbo serba",
    "kazakhstan": "kazakh* kasach* kazaj*",
}
"""Nations whose offices speak in the news of damage, by the beginnings of their names and adjectives."""
_PHRASES = {
    "general staff": "generalstaff",
    "etat major": "generalstaff",
    "stato maggiore": "generalstaff",
    "estado mayor": "generalstaff",
    "generalnyi shtab": "generalstaff",
    "generalnogo shtaba": "generalstaff",
    "generalnii shtab": "generalstaff",
    "porte parole": "spokesman",
    "nations unies": "nationsunies",
    "vereinte nationen": "vereintenationen",
    "nazioni unite": "nazioniunite",
    "naciones unidas": "nacionesunidas",
    "united states": "unitedstates",
    "etats unis": "etatsunis",
    "estados unidos": "estadosunidos",
    "stati uniti": "statiuniti",
    "vereinigte staaten": "vereinigtestaaten",
    "vigili del fuoco": "fire",
    "miskii golova": "mayor",
    "miskogo golovi": "mayor",
}
"""Runs of words that make one concept only together."""
_CAPITALS = {"UN": "ONU", "US": "USA", "UK": "British"}
_UPPER = re.compile(r"\bU\.?[NSK]\b")
"""Capitals that are other words in small letters ("un responsable")."""
_LIGHT = frozenset(
    ["s", "his", "its", "their", "our", "by", "from", "to", "with", "who", "as", "del", "al", "dei", "delle", "degli", "zum", "po", "pri"]
)
OFFICE_WORDS = frozenset(word for concept in _OFFICES for word in concept.split("+"))
"""Concepts that name a kind of office and nobody in particular."""
_WHOLE: dict[str, frozenset[str]] = {}
_BEGINNINGS: dict[str, frozenset[str]] = {}
for _concept, _words in {**_OFFICES, **_NATIONS}.items():
    for _word in _words.split():
        (_BEGINNINGS if _word.endswith("*") else _WHOLE)[_word.rstrip("*")] = frozenset(_concept.split("+"))
_LONGEST_BEGINNING = max(map(len, _BEGINNINGS))
_SHORTEST_BEGINNING = min(map(len, _BEGINNINGS))


@lru_cache(maxsize=65536)
def speaker_words(name: str) -> frozenset[str]:
    """The words by which a speaker is known, those of offices and nations brought to one language.

    >>> speaker_words("Минобороны России") == speaker_words("ministère russe de la Défense") == speaker_words("Russian Ministry of Defence")
    True
    >>> sorted(speaker_words("Gaza health ministry"))
    ['gaza', 'health', 'ministry']
    """
    plain = f" {plain_name(_UPPER.sub(lambda found: _CAPITALS[found[0].replace('.', '')], name))} "
    for phrase, concept in _PHRASES.items():
        plain = plain.replace(f" {phrase} ", f" {concept} ")
    words = tokens_of(plain) - _LIGHT
    return frozenset().union(*map(_concepts_of, words)) if words else tokens_of(name)


@lru_cache(maxsize=65536)
def _concepts_of(word: str) -> frozenset[str]:
    if word in _WHOLE:
        return _WHOLE[word]
    for length in range(min(len(word), _LONGEST_BEGINNING), _SHORTEST_BEGINNING - 1, -1):
        if word[:length] in _BEGINNINGS:
            return _BEGINNINGS[word[:length]]
    return frozenset({word})
