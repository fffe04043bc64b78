import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const sea: MantineColorsTuple = [
  '#e6f6f7', '#d0eaec', '#a3d5d8', '#72bec4', '#4aabb2', '#2f9fa7', '#1c8a92', '#0b6e75', '#055b62', '#00474d',
];

export const theme = createTheme({
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 7 },
  colors: { sea },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.125rem' }, h3: { fontSize: '1rem' } } },
  cursorType: 'pointer',
  components: {
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 600 } },
    Button: { defaultProps: { size: 'sm' } },
    Table: { defaultProps: { verticalSpacing: 'xs', highlightOnHover: true } },
    Tooltip: { defaultProps: { withArrow: true, events: { hover: true, focus: true, touch: true } } },
    // Locking the page's scrolling adds a style sheet that the hub's policy refuses.
    Modal: { defaultProps: { centered: true, lockScroll: false } },
    Drawer: { defaultProps: { lockScroll: false } },
  },
});

// Mantine's own words on pale grounds of these colours have less contrast than WCAG asks for.
const onPale = { green: '#1b6a2c', orange: '#97400a', red: '#b02525', yellow: '#8a4b00', teal: '#066649', lime: '#3f6a08', sea: sea[8] };

/** Grey and coloured text that stays readable (4.5 : 1) on every ground the page has. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5a636b',
    '--mantine-color-placeholder': '#6b747c',
    '--mantine-color-anchor': sea[7],
    '--mantine-color-error': '#c92a2a',
    ...Object.fromEntries(Object.entries(onPale).map(([color, ink]) => [`--mantine-color-${color}-light-color`, ink])),
  },
  dark: {
    '--mantine-color-dimmed': '#a6adb4',
    '--mantine-color-placeholder': '#9aa2aa',
    '--mantine-color-anchor': sea[3],
    '--mantine-color-error': '#ff8787',
  },
});

/** The hub's content security policy lets in only styles with the nonce of its answer. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}
