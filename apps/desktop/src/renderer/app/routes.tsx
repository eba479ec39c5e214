import { createHashHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { InboxPage } from '../features/inbox/inbox-page.tsx';
import { BeginRequest, NewRequestPage } from '../features/request/new-request-page.tsx';
import { RevisePage } from '../features/request/revise-page.tsx';
import { RequestByCodePage } from '../features/requests/request-by-code-page.tsx';
import { RequestPage } from '../features/requests/request-page.tsx';
import { RequestsPage } from '../features/requests/requests-page.tsx';
import { OutboxPage } from '../features/sync/outbox-page.tsx';
import { HomeRedirect } from './home-redirect.tsx';
import { RouteFailure } from './route-failure.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: HomeRedirect });
const home = createRoute({ getParentRoute: () => root, path: '/', component: HomeRedirect });
const requests = createRoute({ getParentRoute: () => root, path: '/requests', component: RequestsPage });
const request = createRoute({ getParentRoute: () => root, path: '/requests/$requestId', component: RequestPage });
const byCode = createRoute({ getParentRoute: () => root, path: '/code/$code', component: RequestByCodePage });
const revise = createRoute({
  getParentRoute: () => root,
  path: '/requests/$requestId/revise',
  component: RevisePage,
  // Which of the drafts of this revision.
  validateSearch: ({ draft }: { draft?: unknown }): { draft?: string } => (typeof draft === 'string' ? { draft } : {}),
});
const beginRequest = createRoute({ getParentRoute: () => root, path: '/new', component: BeginRequest });
const newRequest = createRoute({ getParentRoute: () => root, path: '/new/$draftId', component: NewRequestPage });
const inbox = createRoute({ getParentRoute: () => root, path: '/inbox', component: InboxPage });
const outbox = createRoute({ getParentRoute: () => root, path: '/outbox', component: OutboxPage });

/** The path is in the hash, so that the same build runs under a server's path and under Electron's own scheme. */
const router = createRouter({
  routeTree: root.addChildren([home, requests, request, byCode, revise, beginRequest, newRequest, inbox, outbox]),
  history: createHashHistory(),
  defaultErrorComponent: RouteFailure,
  // Back returns to a list where it was left.
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

export function AppRoutes() {
  return <RouterProvider router={router} />;
}
