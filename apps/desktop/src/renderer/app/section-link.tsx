import { NavLink, type NavLinkProps } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ONLY_ITS_PAGE } from './section.ts';

interface Props extends Pick<NavLinkProps, 'label' | 'leftSection' | 'rightSection' | 'onClick'> {
  to: string;
  /** The section that the page belongs to: there is one. */
  isCurrent: boolean;
}

/** A section in the menu. */
export function SectionLink({ to, isCurrent, ...props }: Props) {
  return (
    <NavLink
      {...props}
      component={Link}
      to={to}
      active={isCurrent}
      activeOptions={ONLY_ITS_PAGE}
      aria-current={isCurrent ? 'true' : undefined}
      mb={4}
      // Inside of it: the list cuts off what reaches out.
      style={{ borderRadius: 'var(--mantine-radius-md)', outlineOffset: -2 }}
    />
  );
}
