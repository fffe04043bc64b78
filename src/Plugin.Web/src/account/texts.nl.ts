import type { account as en } from './texts.en';

export const account: typeof en = {
  hub: '{{name}}, versie {{version}}',
  username: 'Gebruikersnaam',
  password: 'Wachtwoord',
  showPassword: 'Wachtwoord tonen of verbergen',
  signIn: {
    title: 'Aanmelden',
    act: 'Aanmelden',
    lost: 'Wachtwoord kwijt?',
    ended: 'Uw sessie is geëindigd. Meld u opnieuw aan; u komt terug waar u was.',
  },
  code: {
    title: 'Tweede factor',
    label: 'Code',
    text: 'De zes cijfers die uw authenticator-app nu toont.',
    lost: 'Authenticator kwijt?',
  },
  enrol: {
    title: 'Tweede factor instellen',
    text: 'Deze hub vraagt naast uw wachtwoord om een code. Scan de afbeelding met een authenticator-app op uw telefoon.',
    secret: 'Of typ dit geheim in de app:',
    done: 'Klaar, verder met een code',
  },
};
