import { type Failure, failureDetails } from './failure.ts';
import { t } from './messages.ts';

export interface FailureHost {
  window: Window;
  version: string;
  /** Loads the program again, from the server if it can be reached. */
  reload: () => void;
}

const BOX = 'max-width:560px;margin:12vh auto;padding:0 24px;font:16px/1.5 system-ui,sans-serif;color:#1f2933';
const BUTTON =
  'font:inherit;font-weight:600;padding:8px 16px;border-radius:8px;border:1px solid #14614f;cursor:pointer';
const DETAILS =
  'font:12px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;background:#f1f3f5;padding:12px;border-radius:8px';

/**
 * The page that is shown when the program itself cannot be: plain elements alone, because whatever is broken may be the
 * components or React itself. One for both apps, before React starts and inside its error boundary.
 */
export function failurePage(failure: Failure, { window, version, reload }: FailureHost): HTMLElement {
  const { document, navigator } = window;
  const element = (name: string, style: string, text = '') => {
    const made = document.createElement(name);
    made.setAttribute('style', style);
    made.textContent = text;
    return made;
  };
  const button = (text: string, look: string, onClick: () => void) => {
    const made = element('button', `${BUTTON};${look}`, text);
    made.setAttribute('type', 'button');
    made.addEventListener('click', onClick);
    return made;
  };
  const details = failureDetails(failure, { version, userAgent: navigator.userAgent, now: new Date() });
  const shown = element('pre', DETAILS, details);
  shown.dataset.testid = 'failure-details';
  const select = () => window.getSelection()?.selectAllChildren(shown);
  const copy = button(t('startup.copy'), 'background:#fff;color:#14614f', () => {
    // Without permission to copy, the text is selected, so that Ctrl+C works.
    const copied = navigator.clipboard?.writeText(details) ?? Promise.reject(new Error('no clipboard'));
    copied.then(() => {
      copy.textContent = t('startup.copied');
    }, select);
  });
  const buttons = element('p', 'display:flex;gap:12px;flex-wrap:wrap');
  buttons.append(button(t('startup.reload'), 'background:#14614f;color:#fff', reload), copy);
  const page = element('main', BOX);
  page.setAttribute('role', 'alert');
  const site = window.location.host;
  page.append(
    element('h1', 'font-size:24px;line-height:1.3', t(`startup.${failure.code}.title`)),
    element('p', '', t(`startup.${failure.code}.text`, { site })),
    element('p', '', t(`startup.${failure.code}.advice`, { site })),
    buttons,
    shown,
  );
  return page;
}
