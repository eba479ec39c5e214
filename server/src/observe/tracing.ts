import { SpanStatusCode, trace } from '@opentelemetry/api';

/** The steps of a push, and what follows from it. */
export type SpanName = 'push' | 'queue' | 'decide' | 'commit' | 'pull' | 'news';

/**
 * Runs work as a span. Without an OpenTelemetry SDK that somebody registers (`node --import`), it is the work alone.
 * @param attributes counts, never what identifies a company or a person
 */
export function inSpan<T>(name: SpanName, attributes: Record<string, number>, work: () => Promise<T>): Promise<T> {
  return trace.getTracer('marginiq').startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** A span that ends now, for what could not be wrapped because it began elsewhere. */
export function spanSince(name: SpanName, ms: number): void {
  trace
    .getTracer('marginiq')
    .startSpan(name, { startTime: Date.now() - ms })
    .end();
}
