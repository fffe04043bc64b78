import type { ReactNode } from 'react';
import './audit.css';

/** Scrolls sideways within the page where a table is wider than it; reachable by keyboard. */
export function Scrolling({ label, children }: { label: string; children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by those without a mouse
    <div className="audit-scroll" role="region" aria-label={label} tabIndex={0}>{children}</div>
  );
}
