import { Button, Group, Text } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { type CSSProperties, type KeyboardEvent, memo, useId, useRef, useState } from 'react';
import { useFormats } from '../../app/workspace-context.ts';
import classes from './fields.module.css';
import {
  acceptedUnit,
  checkNumber,
  formatValue,
  type NumberRule,
  type Problem,
  readingText,
  stepped,
  textOf,
  textOfValue,
} from './parse-number.ts';

/** What is wrong with a number, in words. */
function problemText(problem: Problem, rule: NumberRule, { field, locale }: { field: string; locale: string }): string {
  const unit = acceptedUnit(rule);
  if (problem === 'unitUnknown') return t('numberField.unitUnknown', { field });
  if (problem === 'otherUnit') return t(`numberField.${rule.accepts ? 'soldBy' : 'otherUnit'}`, { field, unit });
  const limit = (value: number) => `${formatValue(value, rule.decimals, locale)}${rule.unit && ` ${rule.unit}`}`;
  if (problem === 'tooSmall') return t('numberField.tooSmall', { field, limit: limit(rule.min) });
  if (problem === 'tooLarge') return t('numberField.tooLarge', { field, limit: limit(rule.max) });
  if (problem === 'tooManyDecimals' && rule.isCounted) return t('numberField.soldWhole', { field });
  if (problem === 'tooManyDecimals') return t('numberField.tooManyDecimals', { field, count: rule.decimals });
  return t('numberField.notNumber', { field });
}

interface ProblemProps {
  id: string;
  text: string;
  rule: NumberRule;
  /** The field's name in the sentence. */
  field: string;
  onChoose: (text: string) => void;
}

/** What is wrong with the text in a number field; if it is ambiguous, both readings to choose from. */
export const NumberProblem = memo(function NumberProblem({ id, text, rule, field, onChoose }: ProblemProps) {
  const { locale } = useFormats();
  const checked = checkNumber(text, rule);
  if (checked.kind === 'empty' || checked.kind === 'value') return null;
  if (checked.kind === 'problem') {
    return (
      <Text id={id} size="sm" c="red.8" role="alert">
        {problemText(checked.problem, rule, { field, locale })}
      </Text>
    );
  }
  return (
    <Group id={id} gap="xs" role="alert">
      <Text size="sm" c="red.8">
        {t('numberField.ambiguous', { field })}
      </Text>
      <Group gap="xs" role="group" aria-label={t('numberField.readings', { field })}>
        {checked.readings.map(({ kind, number, problem }) => {
          const written = `${readingText(number, checked.point)}${rule.unit && ` ${rule.unit}`}`;
          const shown = t(`numberField.${kind}`, { number: written });
          return (
            <Button
              key={kind}
              size="xs"
              variant="default"
              disabled={problem !== null}
              title={problem === null ? undefined : problemText(problem, rule, { field, locale })}
              aria-label={problem === null ? shown : t('numberField.readingImpossible', { number: shown })}
              onClick={() => onChoose(textOf(number, locale))}
            >
              {shown}
            </Button>
          );
        })}
      </Group>
    </Group>
  );
});

interface FieldProps {
  label: string;
  /** This field's own name, if several fields share a label. */
  name?: string;
  /** As typed, or as `textOfValue` writes it. */
  text: string;
  rule: NumberRule;
  /** The arrow keys' step, in the field's smallest unit. */
  step: number;
  onChange: (text: string) => void;
  problemId: string;
  placeholder?: string;
  style?: CSSProperties;
  /** What is wrong with a readable number, in words. */
  fault?: string | null;
  /** Identifies the field for the form, when something is missing. */
  part?: string;
}

/**
 * A number, shown as it was typed until the field is left; then a text with one reading is written as the company's locale
 * does. Its value is read by `checkNumber`, and a text with two readings has none.
 */
export const NumberInputField = memo(function NumberInputField(props: FieldProps) {
  const { label, name, text, rule, step, onChange, problemId, placeholder, style, part, fault = null } = props;
  const id = useId();
  const { locale } = useFormats();
  const checked = checkNumber(text, rule);
  const invalid = checked.kind === 'problem' || checked.kind === 'ambiguous' || fault !== null;
  /** The text as it was typed here. Any other text with a value is shown without what only keeps it from being read otherwise. */
  const [typed, setTyped] = useState<string | null>(null);
  const shown = checked.kind === 'value' && text !== typed ? formatValue(checked.value, rule.decimals, locale) : text;

  const leave = () => {
    // A person who only passed through changed nothing: the text keeps the line's unit.
    if (typed === null) return;
    setTyped(null);
    if (checked.kind !== 'value') return;
    const written = textOfValue(checked.value, rule.decimals, locale);
    if (written !== text) onChange(written);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    if (checked.kind !== 'value' && checked.kind !== 'empty') return;
    event.preventDefault();
    const from = checked.kind === 'value' ? checked.value : 0;
    const next = stepped(from, event.key === 'ArrowUp' ? step : -step, rule);
    onChange(textOfValue(next, rule.decimals, locale));
  };
  return (
    <div style={style}>
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      <div className={classes.box}>
        <input
          id={id}
          className={rule.unit === '' ? classes.input : `${classes.input} ${classes.withUnit}`}
          style={rule.unit === '' ? undefined : ({ '--unit-length': rule.unit.length } as CSSProperties)}
          aria-label={name}
          data-part={part}
          value={shown}
          placeholder={placeholder}
          inputMode={rule.decimals === 0 ? 'numeric' : 'decimal'}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={invalid || undefined}
          aria-describedby={invalid ? problemId : undefined}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            onChange(event.currentTarget.value);
          }}
          onBlur={leave}
          onKeyDown={onKeyDown}
        />
        {rule.unit === '' ? null : <span className={classes.unit}>{rule.unit}</span>}
      </div>
    </div>
  );
});

/** A number field that says below itself what is wrong. */
export function NumberField({ width, ...props }: Omit<FieldProps, 'problemId'> & { width: number }) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const choose = (text: string) => {
    props.onChange(text);
    box.current?.querySelector('input')?.focus();
  };
  return (
    <div ref={box}>
      <NumberInputField {...props} problemId={id} style={{ width }} />
      {props.fault ? (
        <Text id={id} size="sm" c="red.8" role="alert">
          {props.fault}
        </Text>
      ) : (
        <NumberProblem
          id={id}
          text={props.text}
          rule={props.rule}
          field={props.name ?? props.label}
          onChoose={choose}
        />
      )}
    </div>
  );
}
