import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://marginiq';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** What the page may do: its own code, and calls to the one server. */
function contentSecurityPolicy(serverUrl: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    // Mantine writes its variables into style elements.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self' ${serverUrl}`,
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * Answers `app://marginiq/...` from the built renderer. A scheme of our own instead of `file:`, so that the page has
 * an origin, and can read nothing else of the disk.
 */
export function createAppProtocol(root: string, serverUrl: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    if (url.host !== 'marginiq') return new Response('Not found', { status: 404 });
    const wanted = normalize(join(root, decodeURIComponent(url.pathname)));
    if (wanted !== root && !wanted.startsWith(root + sep)) return new Response('Not found', { status: 404 });
    const path = extname(wanted) === '' ? join(root, 'index.html') : wanted;
    try {
      const headers = {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy(serverUrl),
      };
      return new Response(new Uint8Array(await readFile(path)), { headers });
    } catch {
      return new Response('Not found', { status: 404 });
    }
  };
}
