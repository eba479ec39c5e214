export interface InstallSituation {
  /** A newer version was downloaded and checked. */
  isReady: boolean;
  /** Commands that wait to be sent, as a window last said; null where no workspace was opened, so nothing can be on its way. */
  unsent: number | null;
  /** The computer itself is being shut down: it may be off before an installer is through. */
  isSystemEnding: boolean;
}

/**
 * Whether a newer version may be put in place now. Never while work waits to be sent: the version that saved a command
 * is the one that is known to send it.
 */
export function mayInstall({
  isReady,
  unsent,
  isSystemEnding,
}: InstallSituation): 'yes' | 'notReady' | 'unsentWork' | 'systemEnding' {
  if (!isReady) return 'notReady';
  if (unsent !== null && unsent > 0) return 'unsentWork';
  if (isSystemEnding) return 'systemEnding';
  return 'yes';
}
