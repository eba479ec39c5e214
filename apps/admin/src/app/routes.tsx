import { createRootRoute, createRoute, createRouter, Navigate, RouterProvider } from '@tanstack/react-router';
import { AuditPage } from '../features/audit/audit-page.tsx';
import { DevicesPage } from '../features/devices/devices-page.tsx';
import { OverviewPage } from '../features/overview/overview-page.tsx';
import { PeoplePage } from '../features/people/people-page.tsx';
import { RouteFailure } from './route-failure.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: () => <Navigate to="/" replace /> });
const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewPage });
const people = createRoute({ getParentRoute: () => root, path: '/people', component: PeoplePage });
const devices = createRoute({ getParentRoute: () => root, path: '/devices', component: DevicesPage });
const audit = createRoute({ getParentRoute: () => root, path: '/audit', component: AuditPage });

const router = createRouter({
  routeTree: root.addChildren([overview, people, devices, audit]),
  basepath: '/admin',
  defaultErrorComponent: RouteFailure,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

export function AdminRoutes() {
  return <RouterProvider router={router} />;
}
