import { useState } from 'react';

/** The token that a link in a mail brought. What follows the `#` never left the browser, and does not stay in its history. */
export function useMailToken() {
  const [brought] = useState(() => {
    const token = decodeURIComponent(window.location.hash.slice(1));
    if (token !== '') {
      window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
    }

    return token;
  });
  const [token, setToken] = useState(brought);
  return { brought: brought !== '', token, setToken };
}
