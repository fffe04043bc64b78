import type { research as en } from './texts.en';

export const research: typeof en = {
  title: 'Onderzoek',
  user: 'gebruiker {{id}}',
  organization: 'organisatie {{id}}',
  unnamed: 'Taak {{id}}',
  tasks: {
    title: 'Taken', what: 'taken', about: 'Vragen die aan de ziekenhuizen zijn gesteld, de nieuwste eerst.',
    name: 'Naam', status: 'Status', progress: 'Voortgang', collaboration: 'Samenwerking', study: 'Studie', user: 'Besteld door', image: 'Algoritme-image', created: 'Besteld', from: 'Vanaf', till: 'Tot en met',
    none: 'Er is nog geen taak', noneText: 'Bestel de eerste: kies een algoritme, de ziekenhuizen en de gegevens.', noneSeen: 'Taken van uw samenwerkingen verschijnen hier.',
    progressOf: '{{ended}} van {{runs}} uitvoeringen zijn klaar', progressFailed: '{{ended}} van {{runs}} uitvoeringen zijn klaar, waarvan {{failed}} mislukt',
  },
  task: {
    what: 'de taak', runs: 'de uitvoeringen', repeat: 'Herhalen met wijzigingen', stop: 'Stoppen', stopTitle: 'Deze taak stoppen?',
    stopText: 'De uitvoeringen van de taak en van haar deeltaken eindigen meteen bij elk ziekenhuis. Wat al berekend is gaat verloren; de taak blijft in de lijst.',
    delete: 'Verwijderen', deleteTitle: 'Deze taak verwijderen?', deleteText: 'De taak verdwijnt uit alle lijsten, met haar deeltaken en resultaten. Wat er gebeurd is blijft in het logboek staan.',
    took: 'Duurde', running: 'Loopt al', study: 'studie {{name}}', data: 'Gegevens', noData: 'geen', number: 'Nummer', top: 'deel van taak {{id}}',
    tree: 'Uitvoeringen en deeltaken', runsTitle: 'Uitvoeringen', more_one: 'Nog {{count}} deeltaak tonen', more_other: 'Nog {{count}} deeltaken tonen',
    tooMany: 'De eerste {{shown}} van {{total}} taken worden getoond.', nodeOffline: 'node offline', attempt_one: 'poging {{count}}', attempt_other: 'poging {{count}}', waits: 'wacht al',
  },
  state: { awaiting: 'wacht daar op goedkeuring', claimed: 'opgepakt door de node', unreachable: 'node niet bereikbaar', held: 'resultaat daar vastgehouden' },
  log: {
    show: 'Log', hide: 'Log verbergen', of: 'Log van uitvoering {{run}}', cut: 'Alleen het einde wordt getoond.', nothing: 'Er is niets afgedrukt, of het station deelt geen logs.', waiting: 'Nog niets afgedrukt. Nieuwe regels verschijnen hier.',
  },
  timeline: {
    title: 'Tijdlijn', waiting: 'wachten', working: 'werken', waitingFor: 'wachtte {{time}}', workingFor: 'werkte {{time}}', more_one: 'nog {{count}} uitvoering', more_other: 'nog {{count}} uitvoeringen',
  },
  proof: {
    title: 'Is dit vastgelegd?', about: 'Elke stap van deze taak is een gebeurtenis in een logboek dat hub en stations ondertekenen. Deze browser kan zelf nagaan dat ze er ongewijzigd in staan, en dat deze pagina zegt wat zij zeggen.',
    verify: 'Deze taak hier verifiëren', again: 'Opnieuw verifiëren', good: 'Geverifieerd in deze browser: deze taak staat in het logboek zoals deze pagina haar toont', goodAll: 'Geverifieerd in deze browser: deze taak en haar resultaten staan in het logboek zoals deze pagina ze toont',
    agrees: 'Wie haar bestelde, met welk image, voor wie, en hoe elke uitvoering afliep staan hier zoals die gebeurtenissen zeggen.',
    against: {
      user: 'Het logboek noemt een andere gebruiker die haar bestelde.', organization: 'Het logboek noemt een andere organisatie die haar bestelde.', collaboration: 'Het logboek noemt een andere samenwerking.', image: 'Het logboek noemt een ander image.',
      runs: 'Het logboek kent geen uitvoering {{run}} van deze taak.', runOrganization: 'Het logboek noemt een andere organisatie bij uitvoering {{run}}.', status: 'Het logboek zegt anders hoe uitvoering {{run}} afliep.', result: 'Het logboek kent geen resultaat van uitvoering {{run}}.',
    },
    result: { same: 'het resultaat dat u opende is byte voor byte dat wat haar station meldde.', other: 'het resultaat dat u opende is NIET dat wat haar station meldde.', unopened: 'het resultaat is niet vergeleken. Open het hierboven en verifieer opnieuw.' },
  },
  results: {
    title: 'Resultaten', what: 'het resultaat', open: 'Resultaat openen', close: 'Sluiten', compare: 'Nodes vergelijken', apart: 'Een voor een tonen', none: 'Geen uitvoering van deze taak heeft een resultaat.',
    notYet: 'Resultaten verschijnen hier als de uitvoeringen klaar zijn. Er wordt niets opgehaald voordat u erom vraagt.', onRecord: 'Dat u dit resultaat hebt geopend is vastgelegd.', save: 'Downloaden',
    cannotSave: 'Dit resultaat is niet te openen met de sleutel in dit tabblad.', empty: 'Het resultaat is leeg.', bytes: 'Het resultaat is {{size}} MB, en geen tekst. Download het om het te bekijken.',
    part: 'Het resultaat is {{size}} MB; dit is het begin. Download het om alles te hebben.', sealed: 'Het resultaat is versleuteld voor de organisatie die het besteld heeft. Haar geheime sleutel opent het, alleen in dit tabblad.',
    unopened: 'Het resultaat is niet te openen', incomparable: 'Deze resultaten hebben geen gemeenschappelijke vorm om te vergelijken. Open ze een voor een.',
    kind: { survival: 'Overlevingscurve', summary: 'Samenvatting', contingency: 'Kruistabel', forest: 'Forestplot', histogram: 'Histogram', boxes: 'Boxplot', line: 'Lijn', table: 'Tabel', tree: 'Alles' },
    all: 'Alle patiënten', node: 'Ziekenhuis', name: 'naam', sortBy: 'Sorteren op {{column}}', rows_one: '{{count}} rij', rows_other: '{{count}} rijen', previous: 'Vorige', next: 'Volgende',
    entries_one: '{{count}} element', entries_other: '{{count}} elementen', more_one: 'Nog {{count}} tonen', more_other: 'Nog {{count}} tonen',
    shareOf: 'Aantallen of aandelen', share: { counts: 'Aantallen', rows: '% van rij', columns: '% van kolom' }, total: 'Totaal', contingency: 'Aantallen per paar waarden',
    missingPairs_one: 'Bij {{shown}} patiënt ontbreekt een van beide waarden.', missingPairs_other: 'Bij {{shown}} patiënten ontbreekt een van beide waarden.',
    missing_one: 'Bij {{shown}} patiënt ontbreekt de waarde.', missing_other: 'Bij {{shown}} patiënten ontbreekt de waarde.',
    ratio: 'Ratio met 95%-interval', coefficient: 'Coëfficiënt met 95%-interval',
  },
  charts: { what: 'de grafiek' },
  survival: {
    time: 'Tijd', survival: 'Overleving', panel: 'Tonen', by: 'per {{column}}', label: 'Overlevingscurves van {{groups}} met 95%-banden; de cijfers staan in de tabel eronder.', figures: 'Cijfers van de curves',
    group: 'Groep', patients: 'Patiënten', events: 'Gebeurtenissen', median: 'Mediaan', atRisk: 'Onder risico vanaf {{time}}', note: 'Banden: 95%, op de logaritmische schaal. Onder risico: nog gevolgd bij de eerste gebeurtenis vanaf dat moment.',
  },
  summary: {
    noneMissing: 'Er ontbreekt geen waarde.',
    title: 'Cijfers van de kolommen', group: 'Groep', column: 'Kolom', count: 'Aantal', missing: 'Ontbreekt', mean: 'Gemiddelde', sd: 'Std.-afw.', min: 'Min.', median: 'Mediaan', max: 'Max.', q1: '25%', q3: '75%',
    quartiles: 'Lijn: minimum tot maximum. Vak: de middelste helft. Streep: mediaan.', means: 'Groter blokje: meer patiënten. Gestippeld: allen.', meanInterval: 'Gemiddelde met 95%-interval',
    spread: 'Lijn: minimum tot maximum. Vak: gemiddelde ± standaardafwijking. Streep: mediaan.', spreadMean: 'Lijn: minimum tot maximum. Vak: gemiddelde ± standaardafwijking. Streep: gemiddelde.', missingTitle: 'Ontbrekende waarden',
  },
  payload: {
    needed: 'Versleuteld: de geheime sleutel van {{name}} opent dit', held: 'De geheime sleutel van {{name}} is in dit tabblad', stays: 'De sleutel blijft alleen in het geheugen van dit tabblad. Hij wordt nooit opgeslagen of verstuurd, en is weg als u het tabblad sluit of zich afmeldt.',
    choose: 'Sleutelbestand kiezen', forget: 'Sleutel vergeten', notTheirs: 'Dit is niet de geheime sleutel die bij de publieke sleutel van {{name}} hoort.',
    shape: 'Het heeft niet de vorm van een versleuteld resultaat.', key: 'De sleutel in dit tabblad opent het niet; het is voor een ander versleuteld.', insecure: 'Browsers ontsleutelen alleen op pagina’s die via https kwamen. Vraag uw beheerder om het https-adres van deze hub.',
  },
  new: {
    title: 'Nieuwe taak', about: 'Stel de ziekenhuizen een vraag. Hun gegevens blijven waar ze zijn; alleen resultaten reizen.', repeats: 'Als taak {{id}}, met uw wijzigingen.', clear: 'Opnieuw beginnen',
    inputHidden: 'De argumenten van die taak kunnen alleen de ziekenhuizen openen waarvoor ze versleuteld zijn, of ze waren niet te lezen. Vul ze opnieuw in.',
    where: '1. Waar', what: '2. Wat', who: '3. Wie', whoCentral: '3. Waar het loopt', data: '4. Gegevens', arguments: '{{step}}. Argumenten', naming: '{{step}}. Naam',
    collaborations: 'uw samenwerkingen', noCollaboration: 'U zit nog in geen samenwerking', noCollaborationText: 'Vraag een beheerder uw organisatie in een op te nemen.', choose: 'Kies', study: 'Studie', wholeCollaboration: 'de hele samenwerking',
    encrypted: 'Deze samenwerking is versleuteld: wat u vraagt wordt in uw browser voor elk ziekenhuis versleuteld.', algorithms: 'de algoritmes', function: 'Algoritme en functie', noFunction: 'Niets heet zo.', other: 'Iets anders', byImage: 'Een ander image, op naam',
    imageText: 'Zoals de stations het kennen. Wijzig het alleen als zij het algoritme onder een andere naam hebben.', method: 'Functie', raw: 'Argumenten', rawText: 'Een JSON-object: de namen van de argumenten en hun waarden.',
    members: 'de organisaties', centralText: 'De functie loopt op één plek en vraagt van daaruit de andere.', federatedText: 'Elke gekozen organisatie werkt op haar eigen gegevens.', noNode: 'heeft hier geen node', lastSeen: 'laatst gezien', all: 'Alle kiezen', nobody: 'Geen kiezen',
    noSources: 'Geen node vertelt welke gegevensbronnen hij heeft. Typ het label dat u is verteld.', source: 'Gegevensbron {{number}}', remove: 'Verwijderen', missingAt: 'Niet bij {{names}}.', query: 'Query', sheet: 'Werkblad', addSource: 'Gegevensbron toevoegen',
    leftOut: 'mag worden weggelaten', typeColumn: 'typ de naam van een kolom', typeColumns: 'typ namen van kolommen', typeSeveral: 'typ, dan Enter', empty: '{{name}} leegmaken', fromFile: 'Uit een bestand', description: 'Beschrijving', submit: 'Deze taak bestellen',
    lacking: 'Er ontbreekt iets:',
    lack: {
      keys: 'een blik op de sleutel die veranderd is', collaboration: 'een samenwerking', image: 'een image', function: 'een functie', organizations: 'minstens één organisatie', databases: 'een gegevensbron', arguments: 'argumenten die hierboven zijn aangegeven', json: 'argumenten als JSON-object', name: 'een naam',
    },
  },
  columns: {
    ask: 'De stations om de namen van kolommen vragen', how: '{{names}} vertellen ze niet uit zichzelf. Een kleine taak vraagt het aan elk; die wordt vastgelegd, en elk station beslist volgens zijn regels.', task: 'Namen van kolommen van {{label}}',
    waiting: 'Wacht op {{names}} …', late: 'Nog geen antwoord van {{names}}. U kunt namen typen; wat later komt wordt ook aangeboden.', cancel: 'Niet wachten', known: 'Namen van kolommen zijn bekend van {{names}}.',
    refused: '{{name}} gaf er geen: {{why}}', nothing: 'het antwoord bevat geen namen van kolommen.', typed: 'Ontbrekende namen kunt u typen.', again: 'Nog eens vragen', offline: 'Niet gevraagd, want hun node is offline: {{names}}.', because: '{{name}} ({{why}})',
  },
  keys: {
    new: 'Versleuteld voor {{name}}, waarvan deze browser de sleutel vanaf nu onthoudt:', known: 'Versleuteld voor {{name}}, met de sleutel die deze browser kent:', none: '{{name}} heeft nog geen sleutel, dus er kan niets voor versleuteld worden.',
    changed: 'De hub toont een andere sleutel voor {{name}} dan waarvoor u eerder versleutelde', changedText: 'Wie deze sleutel heeft leest wat u bestelt. Vraag het ziekenhuis of zijn sleutel nieuw is, en vergelijk de vingerafdruk met die daar is afgedrukt toen de sleutel werd gemaakt, voordat u verdergaat:', trust: 'Hij is van hen; ervoor versleutelen',
    compare: 'Met het logboek vergelijken', good: 'Geverifieerd in deze browser: dit zijn de sleutels in het logboek', same: 'de sleutel staat in het logboek, gezet door {{by}} op', other: 'het logboek heeft een andere sleutel dan de hub hier toont.', missing: 'het logboek heeft geen sleutel.',
    not: 'De sleutel staat dus waar ook het ziekenhuis en auditors hem zien. Of hij van het ziekenhuis zelf is zegt de vingerafdruk, vergeleken met die daar is afgedrukt.',
  },
  fault: {
    required: 'Nodig.', integer: 'Een geheel getal.', float: 'Een getal.', json: 'Dit is geen geldige JSON.', allowed: 'Een van de aangeboden waarden.', boolean: 'Ja of nee.',
  },
  dryRun: {
    title: 'Wat de nodes zouden zeggen', what: 'wat de nodes zouden zeggen', again: 'Nog eens', first: 'Kies een organisatie; hier komt wat haar node zou zeggen.', others: 'Vraagt de functie van daaruit:',
    note: 'Een voorspelling uit wat de stations over hun regels vertellen. Elk kijkt opnieuw als de taak komt, en alleen zijn woord telt.',
    verdict: { accepts: 'zou hem aannemen', asks: 'vraagt zijn beheerder', refuses: 'zou weigeren', unknown: 'niet bekend' },
    condition: { offline: 'De node is offline; de uitvoering wacht tot hij terug is.', digest: 'Kijkt ook wat het image precies is, wat alleen daar bekend is.', held: 'De beheerder bekijkt het resultaat voordat het vertrekt.', method: 'Kijkt ook welke functie wordt aangeroepen.' },
  },
};
