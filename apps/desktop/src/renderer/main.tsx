import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';
import { UiProvider } from '@marginiq/ui/components/provider';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { SessionGate } from './features/session/session-gate.tsx';
import { hostBridge } from './host/host-bridge.ts';
import { registerServiceWorker } from './host/service-worker.ts';

const bridge = hostBridge();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <UiProvider>
      <Notifications position="bottom-right" limit={4} />
      <SessionGate bridge={bridge} />
    </UiProvider>
  </StrictMode>,
);

if (bridge.host === 'browser') void registerServiceWorker();
