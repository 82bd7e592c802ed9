// The one box: type a name and it searches, type or paste a number and it offers to call. Arrows choose, Enter takes the first
// action, Shift+Enter the second, Ctrl+Enter the number in the text, Esc goes back.
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Kbd } from '../../ui/kbd';
import { useDial } from '../calls/dial';
import { useLayout } from '../shell/layout';
import { changeView, useView } from '../shell/view';
import { BoxList } from './box_list';
import { KeypadList } from './keypad_list';
import { type Row, useResults } from './results';
import './box.css';

const kListId = 'box-list';

export function targetOf(row: Row): string {
  return row.kind === 'person' ? row.person.number || row.person.shortName : row.found.target;
}

/** What the box holds and does; the window's view keeps the text, so that it survives a change of the frame. */
function useBox() {
  const text = useView((view) => view.boxText);
  const pad = useView((view) => view.padShown);
  const [open, setOpen] = useState(false);
  const [marked, setMarked] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const results = useResults(text);
  const dial = useDial();
  const write = (next: string) => {
    changeView({ boxText: next });
    setMarked(0);
    setOpen(true);
  };
  const leave = () => {
    changeView({ boxText: '', padShown: false });
    setOpen(false);
  };
  const closePad = () => {
    leave();
    input.current?.focus();
  };
  const hide = () => {
    setOpen(false);
    changeView({ padShown: false });
  };
  const call = (row: Row | undefined) => {
    if (!row || !dial) return;
    dial(targetOf(row));
    leave();
    input.current?.blur();
  };
  const show = (row: Row | undefined) => {
    if (row?.kind !== 'person') return;
    changeView({ person: row.person.id });
    setOpen(false);
  };
  const at = Math.min(marked, Math.max(0, results.rows.length - 1));
  const shown = open && !pad && text.trim() !== '';
  return { text, pad, shown, at, input, results, write, leave, closePad, hide, call, show, setOpen, mark: setMarked };
}

type BoxState = ReturnType<typeof useBox>;

function onBoxKey(event: KeyboardEvent, box: BoxState): void {
  const { rows } = box.results;
  const row = rows[box.at];
  if (event.key === 'Enter' && event.ctrlKey) box.call(rows.find((one) => one.kind === 'number'));
  else if (event.key === 'Enter' && event.shiftKey) box.show(row);
  else if (event.key === 'Enter') box.call(row);
  else if (event.key === 'ArrowDown' && rows.length > 0) box.mark((box.at + 1) % rows.length);
  else if (event.key === 'ArrowUp' && rows.length > 0) box.mark((box.at - 1 + rows.length) % rows.length);
  else if (event.key === 'Escape') {
    if (box.text === '' && !box.pad) box.input.current?.blur();
    box.leave();
  } else return;
  if (event.key.startsWith('Arrow')) box.setOpen(true);
  event.preventDefault();
}

export function Box() {
  const { t } = useTranslation('box');
  const box = useBox();
  const root = useRef<HTMLDivElement>(null);
  const { text, pad, shown, at, results } = box;
  const touch = useLayout() === 'touch';
  const marked = results.rows[at];
  useOutside(root, box.hide);
  return (
    <div className="box" role="search" ref={root} data-region="box">
      <Icon name="search" size={18} />
      <input
        ref={box.input}
        type="text"
        role="combobox"
        aria-label={t('label')}
        aria-expanded={shown}
        aria-controls={kListId}
        aria-autocomplete="list"
        aria-activedescendant={shown && marked ? `${kListId}-${marked.id}` : undefined}
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        maxLength={256}
        placeholder={t(touch ? 'placeholder_short' : 'placeholder')}
        value={text}
        onChange={(event) => box.write(event.target.value)}
        onFocus={() => box.setOpen(true)}
        onKeyDown={(event) => onBoxKey(event, box)}
      />
      <BoxEnd text={text} pad={pad} touch={touch} onDelete={() => box.write(text.slice(0, -1))} onClear={box.leave} />
      {shown && (
        <BoxList id={kListId} results={results} marked={at} onMark={box.mark} onCall={box.call} onShow={box.show} />
      )}
      {pad && <KeypadList text={text} results={results} onWrite={box.write} onCall={box.call} onClose={box.closePad} />}
    </div>
  );
}

type EndProps = { text: string; pad: boolean; touch: boolean; onDelete: () => void; onClear: () => void };

function BoxEnd({ text, pad, touch, onDelete, onClear }: EndProps) {
  const { t } = useTranslation('box');
  const toggle = () => changeView({ padShown: !pad });
  return (
    <>
      {text === '' && <Kbd keys="/" />}
      {text !== '' && pad && <IconButton icon="delete" label={t('delete')} onPress={onDelete} />}
      {text !== '' && !pad && <IconButton icon="x" label={t('clear')} keys="Esc" onPress={onClear} />}
      <span className="vr" />
      <IconButton
        className={pad ? 'on' : ''}
        icon="grip"
        size={touch ? 18 : 16}
        label={t('keypad')}
        aria-expanded={pad}
        onPress={toggle}
      />
    </>
  );
}

/** A press or focus outside closes the list. */
function useOutside(root: { current: HTMLElement | null }, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const listener = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) latest.current();
    };
    document.addEventListener('pointerdown', listener);
    document.addEventListener('focusin', listener);
    return () => {
      document.removeEventListener('pointerdown', listener);
      document.removeEventListener('focusin', listener);
    };
  }, [root]);
}
