import type { Session } from 'electron';

/** Copying by a button. MarginIQ needs nothing else that a page can ask for, so nothing else is granted. */
const GRANTED = new Set(['clipboard-sanitized-write']);

/**
 * Answers what pages ask for and what they may already do: Chromium asks the two handlers about different things, and
 * without a check handler grants what it checks itself.
 */
export function guardPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>,
  isOurPage: (url: string) => boolean,
): void {
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(GRANTED.has(permission) && isOurPage(contents.getURL())),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => GRANTED.has(permission) && isOurPage(`${origin.replace(/\/$/, '')}/`),
  );
}
