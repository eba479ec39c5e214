import { Textarea, type TextareaProps } from '@mantine/core';
import { cleanProse, hasRefusedCharacters } from '@marginiq/contract/prose';
import { type ClipboardEvent, memo } from 'react';
import classes from './prose-field.module.css';

interface Props extends Omit<TextareaProps, 'value' | 'onChange'> {
  value: string;
  onChange: (text: string) => void;
}

const MAX_LENGTH = 2000;

/** Pasted text, cleaned, at the caret: through the browser's own editing, so that it can be undone. */
function pasteClean(event: ClipboardEvent<HTMLTextAreaElement>): void {
  const text = event.clipboardData.getData('text/plain');
  if (!hasRefusedCharacters(text)) return;
  event.preventDefault();
  document.execCommand('insertText', false, cleanProse(text));
}

/**
 * Text of several lines, without characters that the server refuses. It grows by CSS: measuring it in script with every
 * letter lays out the whole page each time.
 */
export const ProseField = memo(function ProseField({ value, onChange, ...rest }: Props) {
  return (
    <Textarea
      classNames={classes}
      maxLength={MAX_LENGTH}
      {...rest}
      value={value}
      onPaste={pasteClean}
      // What was dropped or dictated does not come as a paste.
      onChange={(event) => onChange(cleanProse(event.currentTarget.value))}
    />
  );
});
