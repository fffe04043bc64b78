/** Where to go after signing in: only into this page, wherever a link may want to lead. */
export function returnTo(wanted: string | null): string {
  return wanted !== null && /^\/(?![/\\])/.test(wanted) && !wanted.startsWith('/sign-in') ? wanted : '/';
}
