import { createBrowserRouter, Navigate } from 'react-router';
import { publicRoutes } from '../account/publicRoutes';
import { routes } from './areas';
import { NotFound } from './NotFound';
import { RouteProblem } from './RouteProblem';
import { Shell } from './Shell';
import { SignedIn } from './SignedIn';

export const router = createBrowserRouter(
  [
    { errorElement: <RouteProblem />, hydrateFallbackElement: <></>, children: publicRoutes },
    {
      element: <SignedIn />,
      errorElement: <RouteProblem />,
      hydrateFallbackElement: <></>,
      children: [
        {
          element: <Shell />,
          children: [
            {
              errorElement: <RouteProblem />,
              children: [...routes, { path: '/index.html', element: <Navigate to="/" replace /> }, { path: '*', element: <NotFound /> }],
            },
          ],
        },
      ],
    },
  ],
  { basename: import.meta.env.BASE_URL },
);
