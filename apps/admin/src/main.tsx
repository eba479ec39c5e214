// First of all, so that it catches what the other modules throw while they are evaluated.
import './start.ts';

import { ErrorBoundary } from '@marginiq/ui/components/error-boundary';
import { UiProvider } from '@marginiq/ui/components/provider';
import { toFailure } from '@marginiq/ui/failure';
import { requireHost } from '@marginiq/ui/host-check';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isPasswordPage } from './features/password/password-link.ts';
import { PasswordPage } from './features/password/password-page.tsx';
import { SessionGate } from './features/session/session-gate.tsx';
import { failureHost, startRoot, startWatch } from './start.ts';

function start(): void {
  requireHost(window, { database: false, cookies: true });
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 10_000, retry: 1 } } });
  createRoot(startRoot).render(
    <StrictMode>
      <ErrorBoundary host={failureHost}>
        <UiProvider>
          <QueryClientProvider client={queries}>
            {isPasswordPage(location) ? <PasswordPage /> : <SessionGate />}
          </QueryClientProvider>
        </UiProvider>
      </ErrorBoundary>
    </StrictMode>,
  );
}

try {
  start();
} catch (error) {
  startWatch.fail(toFailure(error));
}
