import type { Session } from 'electron';
import { expect, it } from 'vitest';
import { ourPage } from './our-page.ts';
import { guardPermissions } from './permissions.ts';

type Request = Parameters<Session['setPermissionRequestHandler']>[0];
type Check = Parameters<Session['setPermissionCheckHandler']>[0];

function makeSession() {
  const handlers: { request?: Request; check?: Check } = {};
  guardPermissions(
    {
      setPermissionRequestHandler: (handler) => {
        handlers.request = handler;
      },
      setPermissionCheckHandler: (handler) => {
        handlers.check = handler;
      },
    },
    ourPage('app://marginiq'),
  );
  const request = (permission: string, url: string) => {
    let answer: boolean | null = null;
    handlers.request?.(
      { getURL: () => url } as never,
      permission as never,
      (granted) => (answer = granted),
      {} as never,
    );
    return answer;
  };
  const check = (permission: string, origin: string) =>
    handlers.check?.(null, permission as never, origin, {} as never);
  return { request, check };
}

it('the program lets our page write to the clipboard, and allows nobody anything else', () => {
  const session = makeSession();
  expect(session.request('clipboard-sanitized-write', 'app://marginiq/#/requests')).toBe(true);
  expect(session.check('clipboard-sanitized-write', 'app://marginiq/')).toBe(true);
  expect(session.check('clipboard-sanitized-write', 'app://marginiq')).toBe(true);
  expect(session.request('clipboard-sanitized-write', 'https://elsewhere.example/')).toBe(false);
  expect(session.check('clipboard-sanitized-write', 'app://marginiq.elsewhere.example')).toBe(false);
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'hid',
    'serial',
    'usb',
    'openExternal',
  ]) {
    expect(session.request(permission, 'app://marginiq/')).toBe(false);
    expect(session.check(permission, 'app://marginiq')).toBe(false);
  }
});
