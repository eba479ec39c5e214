import { type Failure, toFailure } from './failure.ts';
import { type FailureHost, failurePage } from './failure-page.ts';

export interface StartWatch {
  fail: (failure: Failure) => void;
}

/**
 * Whatever is thrown before a person has anything to use is shown instead of a page that stays white. Later faults belong to
 * the error boundary and to whoever made the call. Must run before the rest of the program is evaluated.
 */
export function watchStart(root: HTMLElement, host: FailureHost): StartWatch {
  const { window } = host;
  const fail = (failure: Failure) => root.replaceChildren(failurePage(failure, host));
  const isUsable = () =>
    root.querySelector('a[href], button, input') !== null && !root.querySelector('[data-starting]');
  const onFault = (error: unknown) => {
    if (!isUsable()) fail(toFailure(error));
  };
  window.addEventListener('error', ({ error }) => {
    // A missing picture comes without an error object.
    if (error != null) onFault(error);
  });
  window.addEventListener('unhandledrejection', ({ reason }) => onFault(reason));
  return { fail };
}
