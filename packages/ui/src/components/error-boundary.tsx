import { Component, type ReactNode, useEffect, useRef } from 'react';
import { type Failure, toFailure } from '../failure.ts';
import { type FailureHost, failurePage } from '../failure-page.ts';

/** The failure page inside React. */
export function FailureView({ failure, host }: { failure: Failure; host: FailureHost }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.replaceChildren(failurePage(failure, host));
  }, [failure, host]);
  return <div ref={place} />;
}

interface Props {
  host: FailureHost;
  children: ReactNode;
}

/** Around everything: a component that throws leaves a page that says what happened, never a white one. */
export class ErrorBoundary extends Component<Props, { failure: Failure | null }> {
  override state: { failure: Failure | null } = { failure: null };

  static getDerivedStateFromError(error: unknown): { failure: Failure } {
    return { failure: toFailure(error) };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure === null ? this.props.children : <FailureView failure={failure} host={this.props.host} />;
  }
}
