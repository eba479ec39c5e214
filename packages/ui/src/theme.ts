import {
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  Notification,
  type VariantColorsResolver,
} from '@mantine/core';
import { t } from './messages.ts';

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

const TINTED = new Set(['light', 'outline']);
/** In any shade, as `orange.9`. */
const WARNING = /^(red|orange)(\.\d)?$/;

const darkened = (name: string, share: number) => `color-mix(in srgb, var(--mantine-color-${name}-9) ${share}%, black)`;

/** Coloured text is made darker than Mantine's, to be readable on white and on its own tint (WCAG asks for 4.5:1). */
const readableOnTint: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const name = input.color ?? input.theme.primaryColor;
  const [, warning] = (input.variant === 'filled' && WARNING.exec(name)) || [];
  if (warning !== undefined) {
    return { ...colors, color: 'white', background: darkened(warning, 80), hover: darkened(warning, 70) };
  }
  if (!TINTED.has(input.variant) || !(name in input.theme.colors)) return colors;
  return { ...colors, color: darkened(name, 70) };
};

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 5 },
  colors: { pine },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '650' },
  components: {
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': t('general.close') } },
      styles: { description: { color: 'var(--mantine-color-dimmed)' } },
    }),
  },
  defaultRadius: 'md',
  variantColorResolver: readableOnTint,
  autoContrast: true,
  luminanceThreshold: 0.35,
});
