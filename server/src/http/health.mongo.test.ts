import { PROTOCOL_VERSION } from '@marginiq/contract/protocol';
import { describe, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { startMongoProxy } from '../testing/tcp-proxy.ts';
import { startTestApi } from '../testing/test-api.ts';
import { testMongoUri } from '../testing/test-database.ts';

describe('/health', () => {
  test('/health is 200 while MongoDB answers, 503 within seconds when it does not, and 200 again', async () => {
    await using proxy = await startMongoProxy(testMongoUri());
    await using api = await startTestApi({ mongoUri: proxy.uri });
    const ask = async () => {
      const response = await fetch(`${api.url}/health`);
      return { status: response.status, body: (await response.json()) as object };
    };
    expect(await ask()).toEqual({
      status: 200,
      body: { product: 'MarginIQ', protocol: PROTOCOL_VERSION, status: 'ok', mongodb: 'ok' },
    });
    proxy.cut();
    await eventually('the first 503', async () => (await ask()).status === 503, 8_000);
    // And again from now on, with the driver looking for its server.
    const before = performance.now();
    expect(await ask()).toMatchObject({ status: 503, body: { status: 'unavailable' } });
    expect(performance.now() - before).toBeLessThan(4_500);
    proxy.mend();
    await eventually('200 again', async () => (await ask()).status === 200, 15_000);
  });
});
