import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://marginiq';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** What the page may do: run its own code, and call the one server. */
function contentSecurityPolicy(serverUrl: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    // Mantine writes its variables into style elements.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self' ${serverUrl}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const notFound = () => new Response('Not found', { status: 404 });

/** The file below the root that an address names; null if the address is malformed or leads elsewhere. */
function wantedFile(root: string, address: string): string | null {
  const { host, pathname } = new URL(address);
  if (host !== 'marginiq') return null;
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    // A malformed escape, such as `%E0%A4%A`.
    return null;
  }
  // No file system has such a name, and some calls would cut it there.
  if (path.includes('\0')) return null;
  const wanted = normalize(join(root, path));
  return wanted === root || wanted.startsWith(root + sep) ? wanted : null;
}

/**
 * Answers `app://marginiq/...` from the built renderer. A custom scheme instead of `file:`, so that the page has an
 * origin, and can read nothing else on the disk.
 */
export function createAppProtocol(root: string, serverUrl: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const wanted = wantedFile(root, request.url);
    if (wanted === null) return notFound();
    const path = extname(wanted) === '' ? join(root, 'index.html') : wanted;
    try {
      const headers = {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy(serverUrl),
      };
      return new Response(new Uint8Array(await readFile(path)), { headers });
    } catch {
      return notFound();
    }
  };
}
