import { EnvError } from './env.ts';
import { DatabaseUnavailableError } from './tenancy/database-unavailable.ts';

const EXPECTED = [EnvError, DatabaseUnavailableError];

interface Running {
  stop: () => Promise<void>;
  /** Resolves if it must end. The message says what to do. */
  outdated: Promise<Error>;
}

/**
 * Runs a process until it is asked to stop, or has to. Problems that a person can fix are reported in plain lines,
 * without a stack.
 */
export async function runProcess(start: () => Promise<Running>): Promise<void> {
  try {
    const running = await start();
    const stop = (code = 0) => {
      running.stop().then(
        () => process.exit(code),
        (error) => {
          console.error(error);
          process.exit(1);
        },
      );
    };
    process.once('SIGINT', () => stop());
    process.once('SIGTERM', () => stop());
    // The launcher that started this process is gone: nobody else would stop it.
    process.once('disconnect', () => stop());
    void running.outdated.then(({ message }) => {
      console.error(message);
      stop(1);
    });
  } catch (error) {
    if (error instanceof Error && EXPECTED.some((kind) => error instanceof kind)) console.error(error.message);
    else if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      console.error('The port is taken. Stop what uses it, or choose another with MARGINIQ_PORT.');
    } else console.error(error);
    process.exit(1);
  }
}
