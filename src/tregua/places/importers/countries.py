"""Names of countries by which a table may call the whole, in small letters without accents."""

COUNTRIES = frozenset(
    "argentina|bahamas|barbados|belize|bolivia|brazil|brasil|bresil|chile|chili|colombia|colombie|costa "
    "rica|cuba|"
    "dominican republic|republica dominicana|republique dominicaine|ecuador|equateur|el "
    "salvador|salvador|grenada|"
    "guatemala|guyana|haiti|ayiti|honduras|jamaica|jamaique|mexico|mexique|nicaragua|panama|paraguay|peru|perou|"
    "puerto rico|saint lucia|trinidad and tobago|trinidad y tobago|suriname|united states|estados "
    "unidos|etats-unis|"
    "uruguay|venezuela|canada|south africa|sudafrica|nigeria|kenya|mali|niger|burkina "
    "faso|cameroon|cameroun|chad|"
    "tchad|somalia|sudan|south "
    "sudan|mozambique|ethiopia|philippines|filipinas|italy|italia|spain|espana|france|"
    "iraq|syria|afghanistan|pakistan|india|bangladesh|myanmar|ukraine|libya|yemen|papua new guinea|"
    "democratic republic of the congo|central african republic".split("|")
)
