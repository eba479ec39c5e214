import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './wide-table.module.css';

interface Props {
  /** What the table shows, for screen readers. */
  label: string;
  /** In pixels: narrower windows scroll the table inside its own box. */
  minWidth: number;
  children: ReactNode;
}

/** A table that a narrow window scrolls sideways, with the keyboard too: what scrolls can be focused. */
export function WideTable({ label, minWidth, children }: Props) {
  return (
    <Table.ScrollContainer
      className={classes.table ?? ''}
      minWidth={minWidth}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': label } }}
    >
      {children}
    </Table.ScrollContainer>
  );
}
