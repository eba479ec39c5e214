import '@fontsource-variable/inter';
import '@mantine/core/styles.css';
import '../base.css';
import { type CSSVariablesResolver, MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { theme } from '../theme.ts';

/** Mantine's own dimmed and placeholder greys, and its red of errors, are too pale to read on white (WCAG asks for 4.5:1). */
const readable: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-placeholder': colors.gray[7],
    '--mantine-color-error': colors.red[9],
  },
  dark: {},
});

export function UiProvider({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="light" cssVariablesResolver={readable}>
      {children}
    </MantineProvider>
  );
}
