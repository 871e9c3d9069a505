"""Words of tables in English, Spanish, French and Haitian Creole: what is counted, wholes, columns.

All are written without accents and in small letters, as `fold` returns them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tregua.inputs.cell_values import fold


@dataclass(frozen=True)
class Counted:
    """What a word says is counted: the series it becomes, and the words that say it."""

    series: str
    exact: str  # whole phrases, with commas between
    inside: str = ""  # pattern that may stand inside a longer phrase


# The first that fits decides, so that the special cases stand before the general ones.
COUNTED: tuple[Counted, ...] = (
    Counted(
        "",
        "",
        r"culpos|imprudencial|transit|traffic|accident|suicid|tentativ|frustrad|attempted|negligen|"
        r"involontaire|involuntar|routier|abort|preterintencional",
    ),
    Counted(
        "homicide_rate",
        "homicide rate,tasa de homicidios,taux d'homicides,to omisid,vc.ihr.psrc.p5",
        r"(homicid|murder|asesinat|meurtre|omisid|muertes violentas).*(per 100|por 100|pour 100|pou 100|"
        r"rate\b|tasa|taux)|(rate\b|tasa|taux|\bto\b).*(homicid|murder|asesinat|meurtre|omisid|"
        r"muertes violentas)",
    ),
    Counted(
        "custody_deaths",
        "deaths in custody,muertes en custodia,muertes bajo custodia,deces en detention,lanmo nan prizon",
        r"(muert|death|deces|mort).*(custod|prison|carcel|detention)",
    ),
    Counted(
        "homicides",
        "homicides,homicide,intentional homicides,intentional homicide,murders,murder,homicidios,"
        "homicidio,homicidios dolosos,homicidio doloso,homicidios intencionales,homicidio intencional,"
        "homicidios consumados,asesinatos,asesinato,muertes violentas,muerte violenta,"
        "muertes violentas intencionales,muertes violentas intencionadas,feminicidios,feminicidio,"
        "femicidio,femicidios,femicides,sicariato,sicariatos,parricidio,parricidios,infanticidio,"
        "infanticidios,homicidio calificado,homicidio agravado,homicidio simple,assassinats,assassinat,"
        "meurtres,meurtre,homicides volontaires,homicide volontaire,homicides intentionnels,omisid,"
        "asasina,asasinay,met nan lanmo,victims of intentional homicide,victimas de homicidio,"
        "victimes d'homicide,victimas de homicidios,numero de homicidios,nombre d'homicides,"
        "number of homicides,vc.ihr.psrc,homicide victims,violent deaths,morts violentes,lanmo vyolan",
        r"homicid|asesinat|assassinat|meurtre|omisid|muertes? violentas?|femini?cid|sicariat|"
        r"\bmurders?\b",
    ),
    Counted(
        "killed",
        "killed,deaths,death,dead,fatalities,fatality,best,people killed,persons killed,victims,victim,"
        "deaths best,best estimate,total deaths,muertes,muertos,muerte,fallecidos,fallecidas,"
        "victimas mortales,victimas fatales,victimas,victima,personas muertas,tues,personnes tuees,"
        "morts,mort,deces,victimes,victime,tuees,nombre de tues,moun mouri,mouri,touye,moun yo touye,"
        "lanmo,viktim,matados,personas fallecidas,personas asesinadas,numero de victimas,"
        "number of victims,nombre de victimes",
        r"\bfatalit|\bkilled\b|\bfallecid|\btues\b|\btuees\b|\btouye\b",
    ),
    Counted(
        "injured",
        "injured,wounded,heridos,herido,heridas,lesionados,personas heridas,blesses,blesse,blessees,"
        "personnes blessees,blese,moun blese",
        r"\binjur|\bwounded|\bheridos?\b|\bblesse",
    ),
    Counted(
        "kidnappings",
        "kidnappings,kidnapping,kidnapped,abductions,abducted,secuestros,secuestro,secuestrados,"
        "secuestrado,enlevements,enlevement,kidnappes,personnes enlevees,kidnape,kidnapin,anlevman,"
        "victims of kidnapping",
        r"\bkidnap|\babduct|\bsecuestr|\benlevement",
    ),
    Counted(
        "displaced",
        "displaced,idps,idp,internally displaced persons,displaced persons,desplazados,desplazadas,"
        "personas desplazadas,desplazados internos,deplaces,deplaces internes,personnes deplacees,pdi,"
        "deplase,moun ki deplase,deplase entèn,numpresentidpind",
        r"\bdisplace|\bdesplazad|\bdeplace|\bdeplase",
    ),
    Counted(
        "population",
        "population,people,inhabitants,total population,poblacion,poblacion total,habitantes,habitants,"
        "population totale,popilasyon,abitan,sp.pop.totl,population total,population (historical)",
        r"^poblacion\b|^population\b(?!.*(prison|carcel|penal))|^popilasyon\b",
    ),
    Counted(
        "prison_places",
        "prison places,prison capacity,capacity of prisons,plazas penitenciarias,capacidad carcelaria,"
        "capacidad instalada,capacidad penitenciaria,places de prison,capacite carcerale,"
        "capacite des prisons,plas nan prizon",
        r"(capacidad|capacity|capacite).*(carcel|penit|prison)|(prison|jail).*(capacity|places)",
    ),
    Counted(
        "prison_held",
        "prison held,prisoners,inmates,prison population,people held,reclusos,presos,internos,"
        "poblacion carcelaria,poblacion reclusa,poblacion penitenciaria,poblacion penal,"
        "personas privadas de libertad,privados de libertad,ppl,detenus,population carcerale,"
        "prisonniers,personnes detenues,prizonye,moun nan prizon",
        r"\breclus|\binmates|\bprisoners|\bdetenus|privad[oa]s de libertad|poblacion carcel",
    ),
    Counted(
        "members",
        "members,gang members,gang members estimate,members of gangs,pandilleros,mareros,"
        "miembros de pandillas,miembros de maras,integrantes de pandillas,membres de gangs,"
        "membres des gangs,manm gang,manm gang yo",
        r"gang.?members|pandiller|marero|miembros de (las )?(pandilla|mara|banda)|membres? de(s)? gang",
    ),
    Counted(
        "police",
        "police,police officers,police strength,policias,policia,agentes de policia,"
        "efectivos policiales,fuerza policial,policiers,effectifs de police,polisye,lapolis",
    ),
    Counted(
        "soldiers",
        "soldiers,troops,army,soldados,militares,efectivos militares,tropas,soldats,militaires,"
        "effectifs militaires,solda,milite",
    ),
    Counted(
        "releases",
        "releases,released,liberados,liberaciones,excarcelados,excarcelaciones,liberes,liberations,lage",
    ),
    Counted(
        "detentions",
        "detentions,arrests,arrested,detained,capturas,capturados,detenidos,detenciones,arrestos,"
        "aprehensiones,arrestations,interpellations,arestasyon",
        r"\barrest|\bcaptura|\bdetencion",
    ),
)

# Words under which the killed and the hurt cannot be told apart.
UNCLEAR = re.compile(
    r"casualt|bajas|afectad|affected|(killed|muert\w*|morts?|tues|fallecid\w*|deaths?|victims?|"
    r"victimas)\W+(and|or|y|o|et|ou|ak|oswa)\W+(injur|wound|herid|bless|lesion|bles)|victimas totales|"
    r"total victims"
)

WHOLE = frozenset(
    (
        "all|all ages|all departments|ambos|ambos sexos|antye|both|both sexes|country|country total|"
        "ensemble|ensemble du pays|general|gran total|grand total|les deux|les deux sexes|nacional|"
        "nasyonal|national|national total|nationwide|pais|pays|peyi a|republica|sum|suma|todas|"
        "todo el pais|todos|todos los departamentos|total|total country|total del pais|total departamentos|"
        "total general|total nacional|total nasyonal|total national|total pais|totals|tous|tout|"
        "tout le pays|tout peyi a|toutes|whole|whole country"
    ).split("|")
)
SUBTOTAL = re.compile(r"^(sub ?-?total|sub-total|sous-total|soutotal)\b|^total\b|\btotal$")
NOTE = re.compile(
    r"^(fuente|source|sous|nota|note|notes|notas|elaborad|actualiz|updated|last updated|\*|\(\*?\w?\))"
)

ROLES: dict[str, str] = {
    "series": "series,serie,seri,indicator,indicador,indicateur,endikate,what,que,variable,measure",
    "category": (
        "delito,tipo,tipo muerte,tipo de muerte,tipo delito,tipo de delito,tipo de hecho,hecho,crime,"
        "crime type,type,type of crime,offence,offense,infraction,type d'infraction,categoria,category,"
        "categorie,modalidad,sub delito,subdelito,bien juridico,kategori,krim,evento,event type,"
        "tipo evento,subtipo de delito,subtipo,nature,nature des faits,delito especifico,"
        "presunta infraccion,tipo de homicidio"
    ),
    "country": "country,pais,pays,peyi,nation,location,entity,country name,country or area",
    "place": (
        "place,lugar,lieu,kote,departamento,department,departement,depatman,provincia,province,pwovens,"
        "estado,state,region,region name,admin1,admin 1,adm1,adm 1,admin1 name,admin1name,admin 1 name,"
        "entidad,entidad federativa,depto,dpto,departamento hecho,territorio,territory,parish,zona,"
        "zone,area,nombre departamento,departamento nombre,nom departement,jurisdiccion,distrito,"
        "district,circunscripcion"
    ),
    "commune": (
        "admin2,admin 2,adm2,adm 2,municipio,municipality,municipalite,commune,comuna,canton,"
        "minisipalite,komin,ciudad,city,ville,vil,admin2 name,admin2name,arrondissement,parroquia,"
        "corregimiento,localidad"
    ),
    "start": (
        "start,from,start date,inicio,desde,fecha inicio,fecha de inicio,debut,date debut,"
        "date de debut,komansman,dat komansman,period start,reference period start,du,de,depi"
    ),
    "end": (
        "end,to,end date,fin,hasta,fecha fin,fecha final,fecha de fin,date fin,date de fin,period end,"
        "final,reference period end,au,jiska,fen,dat fen"
    ),
    "date": (
        "date,fecha,dat,event date,fecha hecho,fecha del hecho,fecha infraccion,fecha de infraccion,"
        "fecha muerte,fecha evento,fecha de los hechos,fecha del delito,fecha registro,date des faits,"
        "date de l'evenement,date evenement,day,dia,jour,jou,period,periodo,periode,peryod,time,"
        "mes y ano,mes ano,ano mes,fecha corte,date of incident,incident date,reporting date,"
        "fecha ocurrencia,year month,month year,month-year,trimestre,quarter,semestre,semester,"
        "fecha suceso"
    ),
    "year": "year,ano,anio,annee,ane,an,ejercicio,gestion,years,anos,ano hecho,ano del hecho",
    "month": "month,mes,mois,mwa,month name,nombre mes,mes hecho,mes nombre",
    "value": (
        "value,valor,valeur,vale,cantidad,numero,number,count,counts,conteo,total,n,casos,cases,cas,ka,"
        "frecuencia,figure,cifra,chiffre,cantidad de casos,numero de casos,total casos,no,"
        "nombre de cas,obs value,kantite,chif,suma,recuento,effectif,numero de hechos"
    ),
    "low": "low,lower,minimum,min,bajo,minimo,bas,lower bound,ba",
    "high": "high,upper,maximum,max,alto,maximo,haut,upper bound,wo",
    "unit": "unit,unidad,unite,inite,unit of measurement,unidad de medida",
    "source": "source,fuente,sous,fuentes,sources",
    "url": "url,link,enlace,lien,lyen",
    "published": (
        "published,publicado,publie,publication date,fecha de publicacion,date de publication,pibliye,"
        "fecha publicacion"
    ),
    "confidence": "confidence,confianza,confiance,konfyans",
    "note": "note,nota,notes,notas,remarque,comment,comentario,observaciones,my note,remak",
    "read": "read,leido,lu,li",
    "floor": "floor,at least,al menos,au moins",
}
ROLE_OF = {phrase.strip(): role for role, phrases in ROLES.items() for phrase in phrases.split(",")}

PERSONAL = re.compile(
    r"\b(apellidos?|surname|last name|first name|full name|prenoms?|siyati|nom de famille|nom complet|"
    r"nombres?( completo| y apellidos?| de la victima| victima| del fallecido)?|victim name|"
    r"name of victim|nom de la victime|non viktim|alias|dui|cedula|documento|document|passport|"
    r"pasaporte|passeport|curp|rut|dni|nit|nif|cin|id number|identity|identidad|numero de identidad|"
    r"telefono|telephone|phone|celular|mobile|tel|email|correo|courriel|direccion|address|adresse|adres|"
    r"domicilio|calle|street|rue|birth ?date|date of birth|fecha de nacimiento|fecha nacimiento|"
    r"date de naissance|dat nesans|nacimiento|dob|perpetrator|victimario|imputado|sospechoso|expediente|"
    r"matricula|placa)\b"
)
POINTS = re.compile(
    r"\b(latitude|longitude|latitud|longitud|lat|lon|lng|long|coord\w*|geom|geom wkt|geometry|x|y|"
    r"utm\w*|priogrid gid|barrio|colonia|neighbou?rhood|quartier|katye|sector|site|site name|ssid|"
    r"where coordinates|location)\b"
)
NARRATIVE = re.compile(
    r"\b(notes|narrative|relato|descripcion|description|source article|source headline|resumen|"
    r"observacion(es)?|hechos|detalle|details?|relasyon|tags|where description)\b"
)


@lru_cache(maxsize=16_384)
def counted(text: str, *, inside: bool = True) -> str | None:
    """Return the series that a word stands for; "" if not counted, "?" if unclear, None if unknown."""
    phrase = fold(text.replace("_", " ")).strip(" .:*")
    if not phrase:
        return None
    if UNCLEAR.search(phrase):
        return "?"
    exact = _EXACT.get(phrase) or _EXACT.get(fold(text))
    if exact is not None:
        return exact
    if inside:
        for each in COUNTED:
            if each.inside and re.search(each.inside, phrase):
                return each.series
    return None


_EXACT = {
    phrase.strip(): each.series for each in COUNTED for phrase in each.exact.split(",") if phrase.strip()
}


@lru_cache(maxsize=16_384)
def is_whole(text: str) -> bool:
    """Return whether a cell says that its row speaks of everything: all, Nacional, Ensemble, Nasyonal."""
    return fold(text).strip(" .:*()") in WHOLE


@lru_cache(maxsize=4_096)
def header_words(text: str) -> str:
    """Return a header in small letters without accents, its words with single spaces between."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text) if not text.isupper() else text
    return " ".join(re.sub(r"[_\-/.:#°º()]+", " ", fold(split)).split())
