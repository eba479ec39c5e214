import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** A calm blue-green: trust without alarm. Red and amber are left to what needs attention. */
const pine: MantineColorsTuple = [
  '#effaf7',
  '#dcf2ec',
  '#b3e5d8',
  '#87d7c2',
  '#64cbb0',
  '#4dc3a4',
  '#2f9e83',
  '#1f7f69',
  '#14614f',
  '#084838',
];

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 5 },
  colors: { pine },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '650' },
  defaultRadius: 'md',
  autoContrast: true,
  luminanceThreshold: 0.35,
});
