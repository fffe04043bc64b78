import { useRouteError } from 'react-router';
import { Broken } from './Broken';

/** A page that failed while the rest stands. */
export function RouteProblem() {
  return <Broken error={useRouteError()} />;
}
