import { cleanProse, hasRefusedCharacters } from '@marginiq/contract/prose';
import { type ClipboardEvent, memo, useEffect, useId, useRef } from 'react';
import { FieldForm } from './field-form.tsx';
import classes from './fields.module.css';

interface Props {
  label: string;
  description?: string;
  placeholder?: string;
  required?: boolean;
  value: string;
  onChange: (text: string) => void;
  /** Says which field it is to whoever looks for it. */
  part?: string;
  autoFocus?: boolean;
}

const MAX_LENGTH = 2000;

/** Pasted text, cleaned, at the caret: through the browser's own editing, so that it can be undone. */
function pasteClean(event: ClipboardEvent<HTMLTextAreaElement>): void {
  const text = event.clipboardData.getData('text/plain');
  if (!hasRefusedCharacters(text)) return;
  event.preventDefault();
  document.execCommand('insertText', false, cleanProse(text));
}

/** Text of several lines, without characters that the server refuses. */
export const ProseField = memo(function ProseField(props: Props) {
  const { label, description, placeholder, required = false, value, onChange, part, autoFocus = false } = props;
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  // Once: when drawn again, it must not take the focus from another field.
  useEffect(() => {
    if (autoFocus) box.current?.focus();
  }, [autoFocus]);
  return (
    <FieldForm>
      <label className={classes.label} htmlFor={id}>
        {label}
        {required ? (
          <span className={classes.required} aria-hidden="true">
            {' *'}
          </span>
        ) : null}
      </label>
      {description === undefined ? null : (
        <span id={`${id}-description`} className={classes.description}>
          {description}
        </span>
      )}
      <textarea
        id={id}
        ref={box}
        className={`${classes.input} ${classes.text}`}
        data-part={part}
        placeholder={placeholder}
        required={required}
        maxLength={MAX_LENGTH}
        aria-describedby={description === undefined ? undefined : `${id}-description`}
        value={value}
        onPaste={pasteClean}
        // Dropped or dictated text does not arrive as a paste.
        onChange={(event) => onChange(cleanProse(event.currentTarget.value))}
      />
    </FieldForm>
  );
});
