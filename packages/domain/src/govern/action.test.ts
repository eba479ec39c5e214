import { ACTOR_ROLES } from '@marginiq/contract/roles';
import { describe, expect, it } from 'vitest';
import { ANNA, aCustomer, aRequest, BEN, NOW, OLGA, TEAM_SOUTH } from '../testing/fixtures.ts';
import { ACTIONS, type ActionName, mayDo } from './action.ts';
import { stepActor } from './actors.ts';
import { decideDeviceWipe, decideRevokeDevice } from './devices.ts';
import { decideReassign } from './reassign.ts';

const whoMay = (action: ActionName) => ACTOR_ROLES.filter((role) => mayDo(action, { role }));

describe('an action', () => {
  it('an action is done only by those who may do it', () => {
    expect(Object.fromEntries(ACTIONS.map((action) => [action, whoMay(action)]))).toEqual({
      'company.create': ['operator'],
      'company.suspend': ['operator'],
      'company.resume': ['operator'],
      'team.add': ['admin', 'operator'],
      'person.add': ['admin', 'operator'],
      'person.change': ['admin', 'operator'],
      'person.link': ['admin', 'operator'],
      'person.password': ['salesperson', 'manager', 'admin'],
      'device.revoke': ['admin', 'operator'],
      'device.wipe': ['salesperson', 'manager', 'admin'],
      'rules.publish': ['admin', 'operator'],
      reassign: ['admin', 'operator'],
      'work.move': ['admin', 'system', 'operator'],
      'import.csv': ['admin', 'system', 'import'],
      'statistics.refresh': ['system'],
      'request.expire': ['timer'],
    });
  });

  it('an action of a role that only a later version knows is nobody’s', () => {
    for (const action of ACTIONS) expect(mayDo(action, { role: 'auditor' as never })).toBe(false);
  });

  it('an action names in a request’s steps people as they are, and everybody else as the system', () => {
    const person = { userId: OLGA.userId, name: 'Olga', role: 'admin' as const };
    expect(stepActor(person)).toEqual(person);
    for (const role of ['system', 'operator', 'import', 'timer'] as const) {
      expect(stepActor({ userId: null, name: 'x', role })).toEqual({ userId: null, name: 'x', role: 'system' });
    }
  });
});

describe('a device', () => {
  const device = { id: 'd', name: 'Laptop', userId: ANNA.userId };
  it('a device loses its access once', () => {
    const person = { name: 'Anna' };
    expect(decideRevokeDevice(device, { person, now: NOW })).toMatchObject({ change: { revokedAt: NOW } });
    const again = decideRevokeDevice({ ...device, revokedAt: NOW }, { person, now: NOW });
    expect(again).toMatchObject({ refusal: { code: 'alreadyRevoked' } });
    expect(decideRevokeDevice(null, { person, now: NOW })).toMatchObject({ refusal: { code: 'deviceUnknown' } });
  });

  it('a device is believed about its end only once its access is gone, only once, and only of its person', () => {
    const told = { userId: ANNA.userId, now: NOW, unsent: 3 };
    expect(decideDeviceWipe({ ...device, revokedAt: NOW }, told)).toMatchObject({ change: { unsentAtWipe: 3 } });
    expect(decideDeviceWipe(device, told).accepted).toBe(false);
    expect(decideDeviceWipe({ ...device, revokedAt: NOW, wipedAt: NOW }, told).accepted).toBe(false);
    expect(decideDeviceWipe({ ...device, revokedAt: NOW }, { ...told, userId: BEN.userId }).accepted).toBe(false);
  });
});

describe('handing customers and requests over', () => {
  const to = { id: BEN.userId, name: 'Ben', teamId: TEAM_SOUTH };
  const actor = { userId: OLGA.userId, name: 'Olga', role: 'admin' as const };

  it('handing customers and requests over gives all of them to one person, and names the owners before', () => {
    const [customer, request] = [aCustomer(), aRequest()];
    const decided = decideReassign(to, { customers: [customer], requests: [request] }, { actor, now: NOW });
    expect(decided).toMatchObject({
      accepted: true,
      change: { customers: [{ ownerId: to.id, teamId: to.teamId }], requests: [{ ownerId: to.id }] },
      before: {
        owners: [
          { id: customer.id, ownerId: customer.ownerId },
          { id: request.id, ownerId: request.ownerId },
        ],
      },
    });
  });

  it('handing customers and requests over is all or nothing: one request without room for the step refuses it', () => {
    const request = aRequest();
    const long = { ...request, steps: Array.from({ length: 95 }, () => request.steps[0] as never) };
    const decided = decideReassign(to, { customers: [], requests: [request, long] }, { actor, now: NOW });
    expect(decided).toMatchObject({ accepted: false, refusal: { code: 'tooManySteps', isOpen: true } });
  });
});
