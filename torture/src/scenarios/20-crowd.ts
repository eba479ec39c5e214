import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Child } from '../world/child.ts';
import { FaultProxy } from '../world/fault-proxy.ts';
import { Pusher } from '../world/pusher.ts';
import { must, type Scenario } from './scenario.ts';

const PROCESSES = 2;
const EACH = 100;
const CROWD = PROCESSES * EACH;
/** A device has no more than eight streams. */
const STREAMS_OF_A_DEVICE = 5;
const BACK_WITHIN_MS = 90_000;
/**
 * A tenth, and what chance adds to it in a crowd this small: they come evenly over 20 seconds, ten a second, give or take.
 * Of a thousand a tenth would be twice what is ever seen.
 */
const MOST_A_SECOND = CROWD / 10 + 10;

interface Listening {
  /** When each stream brought its first item, in milliseconds since 1970. */
  opened: number[];
}

export const crowd: Scenario = {
  name: '20-crowd',
  title: '200 clients come back at once: a tenth of them a second at most, p95 within 90 s',
  async run(stage) {
    await using world = await stage.world({ apiClocks: [0] });
    const api = world.api(0);
    await using proxy = await FaultProxy.start(api.port);
    const company = world.company(0);
    const url = `http://127.0.0.1:${proxy.port}`;
    const tokens: string[] = [];
    for (let device = 0; device < CROWD / STREAMS_OF_A_DEVICE; device += 1) {
      tokens.push(await (await Pusher.signIn(url, company, company.person('Anna'))).token());
    }
    const each = EACH / STREAMS_OF_A_DEVICE;
    const opened: number[] = [];
    const children = Array.from({ length: PROCESSES }, (_, index) => {
      const args = [
        'torture/src/client/crowd-process.ts',
        JSON.stringify({ url, tokens: tokens.slice(index * each, (index + 1) * each), count: EACH }),
      ];
      const child = new Child(args, { env: {}, logFile: join(world.folder, `crowd-${index}.log`) });
      child.process.on('message', ({ opened: at }: Listening) => opened.push(...at));
      return child;
    });
    try {
      for (const deadline = performance.now() + 60_000; opened.length < CROWD; await wait(100)) {
        must(performance.now() < deadline, `${opened.length} of ${CROWD} streams were opened at first`);
      }
      opened.length = 0;
      await api.kill();
      await api.restart();
      const back = Date.now();
      for (const deadline = performance.now() + BACK_WITHIN_MS; opened.length < CROWD; await wait(200)) {
        must(performance.now() < deadline, `${opened.length} of ${CROWD} clients were back within 90 s`);
      }
      const waits = opened.map((at) => at - back).sort((a, b) => a - b);
      const p95 = waits[Math.floor(CROWD * 0.95)] ?? 0;
      const perSecond = new Map<number, number>();
      for (const ms of waits) perSecond.set(Math.floor(ms / 1000), (perSecond.get(Math.floor(ms / 1000)) ?? 0) + 1);
      const peak = Math.max(...perSecond.values());
      stage.log(`    ${peak} a second at most, p95 after ${(p95 / 1000).toFixed(1)} s`);
      must(peak <= MOST_A_SECOND, `${peak} of ${CROWD} came in one second`);
      must(p95 <= BACK_WITHIN_MS, `p95 is ${p95} ms`);
    } finally {
      await Promise.all(children.map((child) => child.end('SIGKILL')));
    }
  },
};
