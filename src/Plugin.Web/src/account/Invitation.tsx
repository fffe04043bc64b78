import { RecoverPassword } from './RecoverPassword';

/** Whoever was invited chooses their first password. */
export function Invitation() {
  return <RecoverPassword texts="invitation" />;
}
