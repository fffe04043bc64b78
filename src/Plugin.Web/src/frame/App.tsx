import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { RouterProvider } from 'react-router';
import { follow } from '../api/live';
import { Refusal } from '../api/refusal';
import { useSession } from '../api/session';
import { ErrorBoundary } from './ErrorBoundary';
import { router } from './router';
import { styleNonce, theme, variables } from './theme';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // What changes is told by the hub, so nothing grows old by itself.
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && (!(error instanceof Refusal) || error.unreachable || error.status === 429),
    },
  },
});

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <ErrorBoundary>
        <QueryClientProvider client={client}>
          <Notifications position="bottom-right" limit={3} />
          <Following />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}

/** Hears what changes while somebody is signed in, and forgets all of it when they leave. */
function Following() {
  const session = useSession();
  const who = session.state === 'in' ? session.me.id : null;
  useEffect(() => {
    if (who === null) {
      return undefined;
    }

    const stop = follow(client);
    return () => {
      stop();
      client.clear();
    };
  }, [who]);
  return null;
}
