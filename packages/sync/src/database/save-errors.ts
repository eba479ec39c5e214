import { isStorageFull } from './storage-full.ts';

/** The command was not saved. Nothing is lost: it is still on the screen. */
export class NotSavedError extends Error {
  override name = 'NotSavedError';
  /** True if the device has no room left. */
  readonly storageFull: boolean;

  constructor(cause: unknown) {
    super('The device could not save this.', { cause });
    this.storageFull = isStorageFull(cause);
  }
}

/** The server would refuse the command for its form alone, so it was not saved. */
export class InvalidCommandError extends Error {
  override name = 'InvalidCommandError';
  /** As `parseCommand` names them: `items.0.quantity: …`. */
  readonly issues: readonly string[];

  constructor(issues: readonly string[]) {
    super(`The command does not fit the contract: ${issues.join('; ')}`);
    this.issues = issues;
  }
}
