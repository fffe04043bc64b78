/** What the hub asks of a password; the hub has the last word. */
export const rules = [
  { key: 'length', holds: (password: string) => password.length >= 8 && password.length <= 128 },
  { key: 'digit', holds: (password: string) => /[0-9]/.test(password) },
  { key: 'capital', holds: (password: string) => /[A-Z]/.test(password) },
  { key: 'small', holds: (password: string) => /[a-z]/.test(password) },
  { key: 'special', holds: (password: string) => /[^0-9A-Za-z]/.test(password) },
] as const;

export function isStrong(password: string): boolean {
  return rules.every(({ holds }) => holds(password));
}
