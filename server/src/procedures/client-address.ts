import { isIPv6 } from 'node:net';

const LOOPBACK = /^(?:127\.|::1$)/;

/** The first four groups of an IPv6 address, which belong to one customer of a provider; the others are their own choice. */
function networkOf(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = tail === undefined ? [] : tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}

/**
 * What identifies callers from one place, or null if an address says nothing: on the loopback all look the same, including
 * everybody behind a proxy on this machine that the server was not told about (MARGINIQ_TRUST_PROXY).
 */
export function placeOf(ip: string): string | null {
  const address = ip.startsWith('::ffff:') && ip.includes('.') ? ip.slice('::ffff:'.length) : ip;
  if (LOOPBACK.test(address)) return null;
  return isIPv6(address) ? `${networkOf(address)}::/64` : address;
}
