import { createHashHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { RequestPage } from '../features/history/request-page.tsx';
import { RequestsPage } from '../features/history/requests-page.tsx';
import { InboxPage } from '../features/inbox/inbox-page.tsx';
import { NewRequestPage } from '../features/request/new-request-page.tsx';
import { RevisePage } from '../features/request/revise-page.tsx';
import { OutboxPage } from '../features/sync/outbox-page.tsx';
import { HomeRedirect } from './home-redirect.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: HomeRedirect });
const home = createRoute({ getParentRoute: () => root, path: '/', component: HomeRedirect });
const requests = createRoute({ getParentRoute: () => root, path: '/requests', component: RequestsPage });
const request = createRoute({ getParentRoute: () => root, path: '/requests/$requestId', component: RequestPage });
const revise = createRoute({ getParentRoute: () => root, path: '/requests/$requestId/revise', component: RevisePage });
const newRequest = createRoute({ getParentRoute: () => root, path: '/new', component: NewRequestPage });
const inbox = createRoute({ getParentRoute: () => root, path: '/inbox', component: InboxPage });
const outbox = createRoute({ getParentRoute: () => root, path: '/outbox', component: OutboxPage });

/** The hash holds the path, so that the same build runs under a server's path and under Electron's own scheme. */
const router = createRouter({
  routeTree: root.addChildren([home, requests, request, revise, newRequest, inbox, outbox]),
  history: createHashHistory(),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

export function AppRoutes() {
  return <RouterProvider router={router} />;
}
