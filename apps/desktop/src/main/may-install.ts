export interface InstallSituation {
  /** A newer version was downloaded and checked. */
  isReady: boolean;
  /** Commands that wait to be sent, as a window last said; null while no window has said it: then nobody knows. */
  unsent: number | null;
  /** The computer itself is being shut down: it may be off before an installer is through. */
  isSystemEnding: boolean;
}

/**
 * Whether a newer version may be installed now. Never while work waits to be sent: the version that saved a command is
 * the one that is known to send it. As long as nobody knows, work may be waiting.
 */
export function mayInstall({
  isReady,
  unsent,
  isSystemEnding,
}: InstallSituation): 'yes' | 'notReady' | 'unsentWork' | 'systemEnding' {
  if (!isReady) return 'notReady';
  if (unsent !== 0) return 'unsentWork';
  if (isSystemEnding) return 'systemEnding';
  return 'yes';
}
