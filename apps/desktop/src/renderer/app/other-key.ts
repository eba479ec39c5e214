import type { LocalKey } from '@marginiq/sync/database/sealer';
import type { DesktopBridge } from '../../bridge/bridge.ts';
import { identityOf } from '../../bridge/identity.ts';
import { heldKeyId } from '../host/held-key.ts';
import type { Workspace } from './workspace.ts';

/** Keys cannot be read, so they are compared by their ids. Null for no key. */
async function idOf(key: LocalKey | null): Promise<string | null> {
  if (!(key instanceof Uint8Array)) return key === null ? null : heldKeyId(key);
  return heldKeyId(await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']));
}

/**
 * Whether a sign-in has brought a key other than the one this window seals with. Its data must then be reopened, which reseals
 * all of it with the new one: the sign-out removes the earlier ones, and the server may not have them.
 */
export async function hasOtherKey(
  bridge: Pick<DesktopBridge, 'localKeys'>,
  { profile, key }: Pick<Workspace, 'profile' | 'key'>,
): Promise<boolean> {
  const keys = await bridge.localKeys(identityOf(profile));
  return (await idOf(keys?.current ?? null)) !== (await idOf(key));
}
