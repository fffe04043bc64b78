import { Center } from '@mantine/core';
import { Navigate, Outlet, useLocation } from 'react-router';
import { resume, useSession } from '../api/session';
import { Loading } from './Loading';
import { Problem } from './Problem';

/** Lets through who is signed in; others sign in first and come back to where they wanted to be. */
export function SignedIn() {
  const session = useSession();
  const location = useLocation();
  switch (session.state) {
    case 'in':
      return <Outlet />;
    case 'out': {
      const wanted = location.pathname + location.search;
      const query = new URLSearchParams(wanted === '/' ? {} : { to: wanted });
      if (session.ended) {
        query.set('ended', '1');
      }

      return <Navigate to={{ pathname: '/sign-in', search: query.toString() }} replace />;
    }
    case 'unreachable':
      return (
        <Center mih="60vh" p="md">
          <Problem error={session.error} retry={() => void resume()} />
        </Center>
      );
    case 'unknown':
      return <Loading />;
  }
}
