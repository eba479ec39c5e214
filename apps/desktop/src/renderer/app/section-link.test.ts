import { MantineProvider } from '@mantine/core';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { createElement, Fragment } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { sectionAt } from './section.ts';
import { SectionLink } from './section-link.tsx';

const SECTIONS = ['/inbox', '/requests', '/new', '/outbox'];

/** The menu as it is drawn on a page, and which of its links look current. */
async function currentLinks(path: string, current: string | undefined): Promise<string[]> {
  const Menu = () =>
    createElement(
      Fragment,
      null,
      SECTIONS.map((to) => createElement(SectionLink, { key: to, to, label: to, isCurrent: to === current })),
    );
  const root = createRootRoute({ component: Menu });
  const paths = ['/inbox', '/requests', '/requests/$requestId', '/new', '/outbox'] as const;
  const children = paths.map((one) => createRoute({ getParentRoute: () => root, path: one }));
  const router = createRouter({
    routeTree: root.addChildren(children),
    history: createMemoryHistory({ initialEntries: [path] }),
    isServer: true,
  });
  await router.load();
  const html = renderToStaticMarkup(
    createElement(MantineProvider, null, createElement(RouterProvider, { router: router as never })),
  );
  const links = html.match(/<a [^>]*>/g) ?? [];
  expect(links).toHaveLength(SECTIONS.length);
  return links
    .filter((link) => /aria-current|data-active="true"|data-status="active"/.test(link))
    .map((link) => /href="([^"]*)"/.exec(link)?.[1] ?? '');
}

it('a request that was opened from the inbox makes the inbox current, and nothing else', async () => {
  expect(await currentLinks('/requests/7', '/inbox')).toEqual(['/inbox']);
});

it('a section is current on its own page', async () => {
  expect(await currentLinks('/requests', '/requests')).toEqual(['/requests']);
  expect(await currentLinks('/inbox', '/inbox')).toEqual(['/inbox']);
});

it('a request belongs to the list that it was opened from, and to all requests without one', () => {
  expect(sectionAt('/requests/7', 'inbox', SECTIONS)).toBe('/inbox');
  expect(sectionAt('/requests/7', 'outbox', SECTIONS)).toBe('/outbox');
  expect(sectionAt('/requests/7', undefined, SECTIONS)).toBe('/requests');
  expect(sectionAt('/new/7', undefined, SECTIONS)).toBe('/new');
  expect(sectionAt('/newer', undefined, SECTIONS)).toBeUndefined();
});
