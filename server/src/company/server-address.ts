import { CallError } from '../operate/run-command.ts';
import { COMPANY_WORDS } from '../words/company-words.ts';

const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** The URL at which people reach the server; links are built from it. */
export interface ServerAddress {
  linkOf: (token: string) => string;
  /** What a person who passes links on must know. */
  notes: string[];
}

/**
 * @param text as in `https://marginiq.acme.example`
 * @throws CallError
 */
export function serverAddress(text: string): ServerAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain =
    url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search + url.hash === '';
  if (!isPlain || url.username + url.password !== '') {
    throw new CallError(COMPANY_WORDS.noAddress(text));
  }
  const notes: string[] = [];
  if (LOCAL.test(url.hostname)) {
    notes.push(COMPANY_WORDS.linksWorkHereOnly);
  } else if (url.protocol === 'http:') {
    notes.push(COMPANY_WORDS.addressWithoutHttps);
  }
  return { linkOf: (token) => `${url.origin}/admin/password#${token}`, notes };
}
