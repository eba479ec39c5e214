import type { ComponentProps } from 'react';

/**
 * A separate form for a few fields that belong together. With every letter and every move of the caret the browser's
 * autofill reads all fields of the form around it; without a form, all of the page: 10 ms with twenty lines.
 */
export function FieldForm(props: Omit<ComponentProps<'form'>, 'onSubmit' | 'noValidate'>) {
  // Enter in a field would load the page.
  return <form {...props} noValidate autoComplete="off" onSubmit={(event) => event.preventDefault()} />;
}
