import { cleanProse, hasRefusedCharacters, MAX_PROSE, proseExcess } from '@marginiq/contract/prose';
import { t } from '@marginiq/ui/messages';
import { type ClipboardEvent, memo, useEffect, useId, useRef } from 'react';
import { useFormats } from '../../app/workspace-context.ts';
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

/** Pasted text, cleaned, at the caret: inserted through the browser's own editing, so that it can be undone. */
function pasteClean(event: ClipboardEvent<HTMLTextAreaElement>): void {
  const text = event.clipboardData.getData('text/plain');
  if (!hasRefusedCharacters(text)) return;
  event.preventDefault();
  document.execCommand('insertText', false, cleanProse(text));
}

/**
 * Text of several lines, without characters that the server refuses. A text that is too long is kept whole, and the field
 * says by how much: cutting it would lose what was pasted without a word. Whoever submits checks `proseExcess`.
 */
export const ProseField = memo(function ProseField(props: Props) {
  const { label, description, placeholder, required = false, value, onChange, part, autoFocus = false } = props;
  const id = useId();
  const formats = useFormats();
  const over = proseExcess(value);
  const described = [description === undefined ? null : `${id}-description`, over > 0 ? `${id}-problem` : null];
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
        aria-invalid={over > 0 || undefined}
        aria-describedby={described.filter((part) => part !== null).join(' ') || undefined}
        value={value}
        onPaste={pasteClean}
        // Dropped or dictated text does not arrive as a paste.
        onChange={(event) => onChange(cleanProse(event.currentTarget.value))}
      />
      {over > 0 ? (
        <div id={`${id}-problem`} className={classes.problem} role="status">
          {t('proseField.tooLong', { max: formats.count(MAX_PROSE), over: formats.count(over) })}
        </div>
      ) : null}
    </FieldForm>
  );
});
