#!/usr/bin/env node
/**
 * Replaces fpm, which electron-builder fetches from GitHub, if GitHub cannot be reached: builds a deb by Debian's own
 * dpkg-deb from the arguments that electron-builder passes. Used by the packaging test:
 *
 *   CUSTOM_FPM_PATH=scripts/package/fpm-stand-in.mjs npx electron-builder --linux deb
 *
 * It knows the options of electron-builder 26 for deb and refuses all others.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: true,
  options: {
    s: { type: 'string', short: 's' },
    force: { type: 'boolean' },
    t: { type: 'string', short: 't' },
    d: { type: 'string', short: 'd', multiple: true, default: [] },
    'deb-recommends': { type: 'string', multiple: true, default: [] },
    'deb-compression': { type: 'string', default: 'xz' },
    'deb-priority': { type: 'string', default: 'optional' },
    architecture: { type: 'string' },
    'after-install': { type: 'string' },
    'after-remove': { type: 'string' },
    description: { type: 'string', default: '' },
    version: { type: 'string' },
    package: { type: 'string' },
    name: { type: 'string' },
    maintainer: { type: 'string' },
    vendor: { type: 'string', default: '' },
    url: { type: 'string' },
    category: { type: 'string', default: 'default' },
    license: { type: 'string', default: '' },
  },
});
if (values.s !== 'dir' || values.t !== 'deb') throw new Error('this stand-in makes deb packages from folders only');

const folder = mkdtempSync(join(tmpdir(), 'marginiq-deb-'));
try {
  for (const mapping of positionals) {
    const at = mapping.indexOf('=/');
    const [source, target] = [mapping.slice(0, at), mapping.slice(at + 1)];
    const place = join(folder, target);
    mkdirSync(dirname(place), { recursive: true });
    cpSync(source, place, { recursive: true, verbatimSymlinks: true });
  }
  const control = join(folder, 'DEBIAN');
  mkdirSync(control);
  const size = execFileSync('du', ['-sk', '--exclude=DEBIAN', folder], { encoding: 'utf8' }).split('\t')[0];
  const [synopsis = '', ...rest] = values.description.split('\n').map((line) => line.trim());
  const long = rest.filter((line) => line !== '').map((line) => ` ${line}`);
  const fields = [
    ['Package', values.name],
    ['Version', values.version],
    ['Architecture', values.architecture],
    ['Maintainer', values.maintainer],
    ['Vendor', values.vendor],
    ['License', values.license],
    ['Installed-Size', size],
    ['Depends', values.d.join(', ')],
    ['Recommends', values['deb-recommends'].join(', ')],
    ['Section', values.category],
    ['Priority', values['deb-priority']],
    ['Homepage', values.url],
    ['Description', [synopsis, ...long].join('\n')],
  ].filter(([, value]) => value !== undefined && value !== '');
  writeFileSync(join(control, 'control'), `${fields.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`);
  for (const [name, file] of [
    ['postinst', values['after-install']],
    ['postrm', values['after-remove']],
  ]) {
    if (file !== undefined) writeFileSync(join(control, String(name)), readFileSync(file), { mode: 0o755 });
  }
  // fpm's name for it; quick rather than small, for tests.
  const compression = values['deb-compression'] === 'gz' ? ['-Zgzip', '-z1'] : [`-Z${values['deb-compression']}`];
  const args = ['--root-owner-group', ...compression, '--build', folder, String(values.package)];
  execFileSync('dpkg-deb', args, { stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
