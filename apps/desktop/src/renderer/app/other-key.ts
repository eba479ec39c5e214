import type { LocalKey } from '@marginiq/sync/sealer';
import type { DesktopBridge } from '../../bridge/bridge.ts';
import { identityOf } from '../../bridge/identity.ts';
import type { Workspace } from './workspace.ts';

const ALGORITHM = { name: 'AES-GCM', iv: new Uint8Array(12) };

/** What a key makes of nothing: keys cannot be read, so this is what they are compared by. */
async function printOf(key: LocalKey | null): Promise<string> {
  if (key === null) return 'none';
  const { subtle } = crypto;
  const usable = key instanceof Uint8Array ? await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']) : key;
  return String(new Uint8Array(await subtle.encrypt(ALGORITHM, usable, new Uint8Array())));
}

/**
 * Whether a sign-in has brought another key than the one that this window seals by. Then its data is to be opened again, which
 * seals all of it by the new one: the sign-out removes the earlier ones, and the server may not have them.
 */
export async function hasOtherKey(
  bridge: Pick<DesktopBridge, 'localKeys'>,
  { profile, key }: Pick<Workspace, 'profile' | 'key'>,
): Promise<boolean> {
  const keys = await bridge.localKeys(identityOf(profile));
  return (await printOf(keys?.current ?? null)) !== (await printOf(key));
}
