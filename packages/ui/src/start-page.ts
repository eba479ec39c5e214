import { t } from './messages.ts';

interface Program {
  /** The program's name in texts. */
  name: string;
  /** Where it is reopened, for a link from its own page. */
  address: string;
}

/** Shown only when the program has not replaced it in time: its files did not load, or cannot run here. */
const STYLE = `
      .start-fallback {
        max-width: 560px;
        margin: 12vh auto;
        padding: 0 24px;
        font: 16px/1.5 system-ui, sans-serif;
        color: #1f2933;
        opacity: 0;
        visibility: hidden;
        animation: start-fallback 0s linear 12s forwards;
      }
      .start-fallback a {
        color: #14614f;
        font-weight: 600;
      }
      .start-fallback.without-script {
        animation: none;
        opacity: 1;
        visibility: visible;
      }
      @keyframes start-fallback {
        to {
          opacity: 1;
          visibility: visible;
        }
      }`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);

const paragraph = (text: string): string => `<p>${escaped(text)}</p>`;
const heading = (text: string): string => `<h1>${escaped(text)}</h1>`;

function startPage({ name, address }: Program): string {
  const again = `<p><a href="${escaped(address)}">${escaped(t('startup.openAgain', { name }))}</a></p>`;
  return `<div id="root">
      <main class="start-fallback" data-starting>
        ${heading(t('startup.notStarted.title', { name }))}
        ${paragraph(t('startup.notStarted.text'))}
        ${again}
        ${paragraph(t('startup.notStarted.advice'))}
      </main>
    </div>
    <noscript>
      <style>
        #root {
          display: none;
        }
      </style>
      <main class="start-fallback without-script">
        ${heading(t('startup.noScript.title', { name }))}
        ${paragraph(t('startup.noScript.text'))}
        ${again}
      </main>
    </noscript>`;
}

const STYLE_PLACE = '<!-- start page: style -->';
const PAGE_PLACE = '<!-- start page -->';

/**
 * For Vite: puts into `index.html` what is seen until the program runs, and where it cannot. Static, because whatever is broken
 * may be the script that would make it.
 * @throws where index.html has no place for it
 */
export function startPagePlugin(program: Program) {
  return {
    name: 'marginiq-start-page',
    transformIndexHtml(html: string): string {
      for (const place of [STYLE_PLACE, PAGE_PLACE]) {
        if (!html.includes(place)) throw new Error(`index.html has no "${place}"`);
      }
      return html
        .replace(STYLE_PLACE, () => `<style>${STYLE}\n    </style>`)
        .replace(PAGE_PLACE, () => startPage(program));
    },
  };
}
