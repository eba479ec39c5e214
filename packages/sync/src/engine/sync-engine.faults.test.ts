import '../testing/browser-globals.ts';
import fc from 'fast-check';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { expect, it } from 'vitest';
import { ACME, actorOf, DRILL, MAX, ruleSet, SAM, SUE } from '../testing/company.ts';
import { Device } from '../testing/device.ts';
import { RunningEngine } from '../testing/engine.ts';
import { FakeServer, oneTurn } from '../testing/fake-server.ts';
import { type FaultSchedule, FaultyTransport, faultSchedules } from '../testing/faulty-transport.ts';
import { idSource, testId } from '../testing/ids.ts';
import { commandOfMove, type Move, moves, REQUESTS } from '../testing/moves.ts';

/** The events of a day: the person acts, others act on the server, time passes, the program is restarted. */
type Step =
  | { kind: 'act'; move: Move }
  | { kind: 'manager'; move: Move }
  | { kind: 'admin'; change: 'customer' | 'product' | 'rules' | 'takeAway' | 'giveBack' | 'remove' }
  | { kind: 'turns'; turns: number }
  | { kind: 'timers' }
  | { kind: 'restart' };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('act' as const), move: moves }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('manager' as const), move: moves }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('admin' as const),
      change: fc.constantFrom('customer', 'product', 'rules', 'takeAway', 'giveBack', 'remove'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('turns' as const), turns: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'timers' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** One device of Sam's, its engine, the server, and those who act there. */
class Day {
  readonly server = new FakeServer();
  readonly made: string[] = [];
  readonly #device: Device;
  readonly #schedule: FaultSchedule;
  readonly #managerIds = idSource(0x900000);
  #network: FaultyTransport;
  #running: RunningEngine;
  #managerSeq = 0;
  #version = 1;

  constructor(device: Device, schedule: FaultSchedule) {
    this.server.pageSize = 4;
    this.#device = device;
    this.#schedule = schedule;
    this.#network = new FaultyTransport(this.server.connect(device.session), schedule);
    this.#running = RunningEngine.start(device, this.#network);
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'act') this.made.push((await this.#device.outbox.submit(commandOfMove(step.move))).id);
    else if (step.kind === 'manager') await this.#managerActs(step.move);
    else if (step.kind === 'admin') this.#adminActs(step.change);
    else if (step.kind === 'timers') this.#running.timers.fireAll();
    else if (step.kind === 'restart') await this.#restart();
    else for (let turn = 0; turn < step.turns; turn += 1) await oneTurn();
  }

  /** The network is back permanently: what the engine does about it, without being asked more than once. */
  async settle(): Promise<void> {
    this.#network.calm();
    await this.#running.syncOnceMore();
    await this.#running.syncOnceMore();
  }

  async end(): Promise<void> {
    await this.#running[Symbol.asyncDispose]();
  }

  async #restart(): Promise<void> {
    await this.end();
    this.#network = new FaultyTransport(this.server.connect(this.#device.session), this.#schedule);
    this.#running = RunningEngine.start(this.#device, this.#network);
  }

  async #managerActs(move: Move): Promise<void> {
    this.#managerSeq += 1;
    const deviceId = testId(0xd2);
    const envelope = { id: this.#managerIds(), deviceId, deviceSeq: this.#managerSeq, madeAt: this.#device.now() };
    const commands = [{ ...commandOfMove(move), ...envelope }];
    const transport = this.server.connect({ actor: actorOf(MAX), deviceId });
    await transport.push({ protocol: 1, deviceId, commands }, new AbortController().signal);
  }

  #adminActs(change: (Step & { kind: 'admin' })['change']): void {
    const { store } = this.server;
    this.#version += 1;
    const request = store.get('requests', REQUESTS[0] ?? '');
    if (change === 'customer') store.put('customers', { ...ACME, name: `Acme ${this.#version}` });
    if (change === 'product') store.put('products', { ...DRILL, costMinor: 5_000 + this.#version });
    if (change === 'rules') store.put('reference', ruleSet(this.#version, { managerAboveBp: 1_200 }));
    if (change === 'takeAway' && request !== null)
      store.put('requests', { ...request, ownerId: SUE.id, teamId: SUE.teamId });
    if (change === 'giveBack' && request !== null)
      store.put('requests', { ...request, ownerId: SAM.id, teamId: SAM.teamId });
    if (change === 'remove') store.remove('customers', ACME.id);
    this.server.announce();
  }
}

it('a device ends up with what the server lets it see and each command done once, whatever happened (laws 1, 2 and 6)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 14 }), faultSchedules, async (happened, schedule) => {
      await using device = await Device.open({ storage: getRxStorageMemory() });
      const day = new Day(device, schedule);
      try {
        for (const step of happened) await day.take(step);
        await day.settle();
        expect(await device.pulled()).toEqual(day.server.store.visibleTo(device.actor));
        const own = new Set(day.made);
        expect(day.server.decided.filter((id) => own.has(id))).toEqual(day.made);
        const entries = await device.outbox.entries();
        const refused = day.made.filter((id) => day.server.outcomeOf(id)?.status === 'refused');
        expect(entries.map(({ command, state }) => [command.id, state])).toEqual(refused.map((id) => [id, 'refused']));
      } finally {
        await day.end();
      }
    }),
    { numRuns: 80 },
  );
}, 30_000);
