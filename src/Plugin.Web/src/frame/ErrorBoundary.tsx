import { Component, type ReactNode } from 'react';
import { Broken } from './Broken';

/** The last one to catch a mistake of ours, so that there is never a blank page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: unknown }> {
  override state: { broken: unknown } = { broken: null };

  static getDerivedStateFromError(error: unknown) {
    return { broken: error };
  }

  override render() {
    return this.state.broken === null ? this.props.children : <Broken error={this.state.broken} />;
  }
}
