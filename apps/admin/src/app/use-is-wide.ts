import { useMediaQuery } from '@mantine/hooks';

/** Whether the window has room for a table of several columns. */
export const useIsWide = (): boolean =>
  useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false }) ?? true;
