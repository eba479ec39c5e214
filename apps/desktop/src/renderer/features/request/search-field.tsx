import { Combobox, Text, TextInput, useCombobox } from '@mantine/core';
import { t } from '@marginiq/ui/messages';
import { type CSSProperties, type KeyboardEvent, memo, useEffect, useId, useState } from 'react';
import { useFormats } from '../../app/workspace-context.ts';
import type { Found } from './option-index.ts';
import { type Settled, searchedWords, settleOnEnter, settleOnLeaving } from './search-choice.ts';

/** @param isTyping nothing is said of the words yet, which are in the middle of being typed and take nothing's place */
export type OnUnclear = (words: string | null, state?: { isTyping: boolean }) => void;

interface Props {
  label: string;
  placeholder: string;
  /** The text in the field while nobody searches. */
  chosen: { id: string; label: string } | null;
  find: (words: string) => Found;
  onChoose: (id: string) => void;
  /** Typed text that matched no choice, until something is typed or chosen. */
  unclear: string | null;
  onUnclear: OnUnclear;
  nothingFound: string;
  part: string;
  style?: CSSProperties;
}

const DROPDOWN = { maxHeight: 320, overflowY: 'auto' } as const;
/** In a row of its own below the neighbouring fields: within the field it would move them. */
const MESSAGE = { flexBasis: '100%', order: 1 } as const;
/** It cannot be chosen, but must be readable: it says why. */
const TAKEN = { opacity: 1, color: 'var(--mantine-color-dimmed)' } as const;
const NO_WORDS = '';

interface OptionsProps {
  id: string;
  label: string;
  found: Found;
  chosenId: string | null;
  nothingFound: string;
}

function Options({ id: listId, label: name, found, chosenId, nothingFound }: OptionsProps) {
  const { options, total } = found;
  const formats = useFormats();
  return (
    <>
      <Combobox.Options id={listId} aria-label={name} style={DROPDOWN}>
        {options.length === 0 ? <Combobox.Empty>{nothingFound}</Combobox.Empty> : null}
        {options.map(({ id, label, foundBy, onLine }) => {
          const notes = [foundBy, onLine === null ? '' : t('requestForm.onLine', { line: onLine })].filter(Boolean);
          const isChosen = id === chosenId;
          return (
            <Combobox.Option
              key={id}
              value={id}
              active={isChosen}
              fw={isChosen ? 600 : undefined}
              disabled={onLine !== null}
              style={onLine === null ? undefined : TAKEN}
            >
              {label}
              {notes.length === 0 ? null : (
                <Text span size="xs" c="dimmed">
                  {` · ${notes.join(' · ')}`}
                </Text>
              )}
            </Combobox.Option>
          );
        })}
      </Combobox.Options>
      {total > options.length ? (
        <Combobox.Footer fz="xs" c="dimmed">
          {t('requestForm.options', { shown: formats.count(options.length), total: formats.count(total) })}
        </Combobox.Footer>
      ) : null}
    </>
  );
}

/** A field in which one of many is searched and chosen. What can be chosen is looked for while it is open, and only then. */
export const SearchField = memo(function SearchField(props: Props) {
  const { label, placeholder, chosen, find, onChoose, unclear, onUnclear, nothingFound, part, style } = props;
  // Null: nobody searches, and the field shows what is chosen.
  const [words, setWords] = useState<string | null>(null);
  // Somebody in the middle of a word should not be told that it matches nothing.
  const [isTyping, setIsTyping] = useState(false);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const open = combobox.dropdownOpened;
  const listId = useId();
  const messageId = useId();
  const { setListId } = combobox;
  // Known before the list is drawn: otherwise the field says that it is closed while it is open.
  useEffect(() => setListId(listId), [setListId, listId]);

  const end = () => {
    setWords(null);
    setIsTyping(false);
    onUnclear(null);
    combobox.closeDropdown();
  };
  const choose = (id: string) => {
    end();
    onChoose(id);
  };
  const settle = (settled: Settled) => {
    if (settled.kind === 'chosen') choose(settled.id);
    else if (settled.kind === 'unclear') onUnclear(settled.words);
    // The typed text is gone again. A message about earlier words stays until somebody types.
    else if (words !== null) onUnclear(null);
    setIsTyping(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const search = { words, shown: chosen?.label ?? null, find };
    if (event.key === 'Escape') end();
    // The list itself chooses what the arrow keys marked.
    if (event.key !== 'Enter' || combobox.getSelectedOptionIndex() !== -1) return;
    // Ctrl+Enter submits, and the form does not while something is unclear.
    settle(event.ctrlKey || event.metaKey ? settleOnLeaving(search) : settleOnEnter(search));
  };
  const leave = () => {
    const settled = settleOnLeaving({ words, shown: chosen?.label ?? null, find });
    settle(settled);
    if (settled.kind === 'chosen') return;
    setWords(null);
    combobox.closeDropdown();
  };
  const notFound = isTyping ? null : unclear;
  const notChosen = chosen === null ? 'requestForm.notChosen' : 'requestForm.notChosenInstead';

  return (
    <>
      <Combobox store={combobox} shadow="md" onOptionSubmit={choose}>
        <Combobox.Target targetType="input" withExpandedAttribute autoComplete="off">
          <TextInput
            label={label}
            placeholder={placeholder}
            data-part={part}
            spellCheck={false}
            rightSection={<Combobox.Chevron />}
            rightSectionPointerEvents="none"
            style={style}
            value={words ?? chosen?.label ?? NO_WORDS}
            error={notFound !== null}
            aria-errormessage={notFound === null ? undefined : messageId}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              const typed = event.currentTarget.value;
              setWords(typed);
              setIsTyping(true);
              // Typed over what is chosen, nothing can be said of either until one of both holds.
              onUnclear(searchedWords(chosen?.label ?? null, typed), { isTyping: chosen === null });
              combobox.openDropdown();
              combobox.resetSelectedOption();
            }}
            onFocus={(event) => {
              // Whatever is typed next is a search, and replaces what was chosen.
              event.currentTarget.select();
              combobox.openDropdown();
            }}
            onClick={() => combobox.openDropdown()}
            onBlur={leave}
          />
        </Combobox.Target>
        <Combobox.Dropdown>
          {open ? (
            <Options
              id={listId}
              label={label}
              found={find(words ?? NO_WORDS)}
              chosenId={chosen?.id ?? null}
              nothingFound={nothingFound}
            />
          ) : null}
        </Combobox.Dropdown>
      </Combobox>
      {notFound === null ? null : (
        <Text id={messageId} size="sm" c="red.8" role="alert" style={MESSAGE}>
          {t(notChosen, { words: notFound })}
        </Text>
      )}
    </>
  );
});
