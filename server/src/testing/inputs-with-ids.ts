import type { CommandType } from '@marginiq/contract/command';
import { v7 } from 'uuid';
import { credentials } from './http-call.ts';
import type { TestCompany } from './test-company.ts';
import type { TestDevice } from './test-device.ts';

/** What names something: of another company, of one's own, or made up. */
export interface Ids {
  companyId: string;
  slug: string;
  email: string;
  personId: string;
  teamId: string;
  requestId: string;
  customerId: string;
  productId: string;
  deviceId: string;
  commandId: string;
  epoch: string;
}

/** Who calls: somebody on a device that is new. */
export interface Caller {
  device: TestDevice;
  /** The secret part of a refresh token of the caller's company. */
  secret: string;
}

export type InputsOf = (ids: Ids, caller: Caller) => unknown[];

/** Commands of every type about their request, and about their customer and product. */
function commands(ours: TestCompany, { requestId, customerId, productId, commandId }: Ids, device: TestDevice) {
  const [mine, item] = [ours.customerOf(ours.person('Anna')).id, { productId, quantity: 1, discountBp: 1_500 }];
  const items = [{ ...item, productId: ours.product(1).id }];
  const about: { [T in CommandType]: object } = {
    'request.revise': { requestId, items: [item], justification: '' },
    'request.withdraw': { requestId },
    'request.approve': { requestId, note: null },
    'request.reject': { requestId, reason: 'no' },
    'request.requestAdjustment': { requestId, reason: 'less', suggestedDiscountBp: 1 },
    'request.recordSale': { requestId, sale: 'won' },
    // Last: it makes a request of that id in A, which is another one than theirs.
    'request.submit': { requestId, customerId: mine, items, justification: '' },
  };
  // Another time than theirs, or their digest would be ours for the same words.
  const rest = { baseRevision: 1, madeAt: '2026-03-04T11:00:00.000Z' };
  const submit = (change: object) => ({ requestId: v7(), customerId: mine, items, justification: '', ...change });
  return [
    device.command('request.submit', submit({ customerId })),
    device.command('request.submit', submit({ items: [item] })),
    { ...device.command('request.submit', submit({ requestId: v7() })), id: commandId },
    ...Object.entries(about).map(([type, args]) => device.command(type as CommandType, args as never, rest)),
  ];
}

/**
 * For every procedure of the router what somebody of `ours` may send to it with these ids in it, wherever an id fits. A new
 * procedure needs a case here: the tests that walk the router with it say so.
 */
export function inputsWithIds(ours: TestCompany): Record<string, InputsOf> {
  return {
    'auth.login': ({ slug, email, deviceId }, { device: { person } }) => [
      credentials(ours, person, { deviceId }),
      credentials(ours, person, { email }),
      credentials(ours, person, { company: slug }),
    ],
    'auth.refresh': ({ companyId }, caller) => [
      { client: 'desktop', refreshToken: `${companyId}.${caller.secret}` },
      { client: 'admin', refreshToken: `${companyId}.${caller.secret}` },
      { client: 'desktop', refreshToken: companyId },
    ],
    'auth.reportWipe': ({ companyId, commandId }, caller) => [
      { client: 'desktop', refreshToken: `${companyId}.${caller.secret}`, unanswered: [commandId] },
    ],
    'auth.passwordLink': ({ companyId }, caller) => [{ token: `${companyId}.${caller.secret}` }],
    'auth.setPassword': ({ companyId }, caller) => [
      { token: `${companyId}.${caller.secret}`, password: 'a password of somebody else' },
    ],
    'auth.logout': ({ companyId }, caller) => [{ client: 'desktop', refreshToken: `${companyId}.${caller.secret}` }],
    'sync.push': (ids, { device }) => [
      { protocol: 1, deviceId: ids.deviceId, commands: [] },
      {
        protocol: 1,
        deviceId: device.id,
        commands: [{ ...device.withdraw(v7()), deviceId: ids.deviceId, deviceSeq: 1 }],
      },
      {
        protocol: 1,
        deviceId: device.id,
        commands: commands(ours, ids, device).map((one, at) => ({ ...one, deviceSeq: at + 1 })),
      },
    ],
    'sync.pull': ({ epoch }) => [
      { protocol: 1, cursor: null },
      { protocol: 1, cursor: { epoch, seq: 0 } },
      { protocol: 1, cursor: { epoch, seq: 5 } },
    ],
    'sync.reportUnreadable': ({ customerId }) => [
      { protocol: 4, program: '1', documents: [{ collection: 'customers', key: customerId, seq: 1, where: 'name' }] },
    ],
    'sync.stream': () => [{ protocol: 1 }],
    'admin.overview': () => [undefined],
    'admin.people': () => [undefined],
    'admin.devices': () => [undefined],
    'admin.revokeDevice': ({ deviceId }) => [{ deviceId }],
    'admin.changePerson': ({ personId, teamId }) => [
      { personId, role: 'admin' },
      { personId: ours.person('Bert').id, teamId },
      { personId: ours.person('Bert').id, active: false, confirmed: true, handOverTo: personId },
    ],
    'admin.reassign': ({ personId, customerId, requestId }) => [
      { customerIds: [ours.customerOf(ours.person('Anna')).id], requestIds: [], ownerId: personId },
      { customerIds: [customerId], requestIds: [], ownerId: ours.person('Bert').id },
      { customerIds: [], requestIds: [requestId], ownerId: ours.person('Bert').id },
    ],
    'admin.audit': ({ requestId }) => [
      { before: null, requestId },
      { before: null, requestId: null },
      { before: '2999-01-01T00:00:00.000Z', requestId: null },
    ],
  };
}
