import { t } from '@marginiq/ui/messages';

const BROWSERS = [
  ['Edg/', 'Edge'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['Windows', 'Windows'],
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
] as const;

/** A name for a list of devices, not for deciding anything. */
export function deviceName(userAgent: string): string {
  const find = (list: readonly (readonly [string, string])[]) => list.find(([mark]) => userAgent.includes(mark))?.[1];
  return t('deviceName.browserOnSystem', {
    browser: find(BROWSERS) ?? t('deviceName.browser'),
    system: find(SYSTEMS) ?? t('deviceName.system'),
  });
}
