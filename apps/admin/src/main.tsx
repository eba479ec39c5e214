import { UiProvider } from '@marginiq/ui/components/provider';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { SessionGate } from './features/session/session-gate.tsx';

const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 10_000, retry: 1 } } });
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <UiProvider>
      <QueryClientProvider client={queries}>
        <SessionGate />
      </QueryClientProvider>
    </UiProvider>
  </StrictMode>,
);
