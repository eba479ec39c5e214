import { createApi } from './create-api.ts';
import { readEnv } from './env.ts';
import { runProcess } from './run-process.ts';

await runProcess(async () => {
  const api = await createApi(readEnv(process.env));
  const address = await api.start();
  api.services.log.info({ address }, 'api ready');
  return api;
});
