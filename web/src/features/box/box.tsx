// The one box: type a name and it searches, type or paste a number and it offers to call. Arrows choose, Enter takes the first
// action, Shift+Enter the second, Ctrl+Enter the number in the text, Esc goes back.
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Kbd } from '../../ui/kbd';
import { useDial } from '../calls/dial';
import { changeView, useView } from '../shell/view';
import { BoxList } from './box_list';
import { KeypadList } from './keypad_list';
import { type Row, useResults } from './results';
import './box.css';

const kListId = 'box-list';

export function targetOf(row: Row): string {
  return row.kind === 'person' ? row.person.number || row.person.shortName : row.found.target;
}

export function Box() {
  const { t } = useTranslation('box');
  const text = useView((view) => view.boxText);
  const pad = useView((view) => view.padShown);
  const [open, setOpen] = useState(false);
  const [marked, setMarked] = useState(0);
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const results = useResults(text);
  const dial = useDial();
  const shown = open && !pad && text.trim() !== '';
  const at = Math.min(marked, Math.max(0, results.rows.length - 1));

  const write = (next: string) => {
    changeView({ boxText: next });
    setMarked(0);
    setOpen(true);
  };
  const leave = () => {
    changeView({ boxText: '', padShown: false });
    setOpen(false);
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
  const onKeyDown = (event: KeyboardEvent) => {
    const rows = results.rows;
    const markedRow = shown || pad ? rows[at] : undefined;
    if (event.key === 'Enter' && event.ctrlKey) call(rows.find((row) => row.kind === 'number'));
    else if (event.key === 'Enter' && event.shiftKey) show(markedRow);
    else if (event.key === 'Enter') call(markedRow ?? rows[at]);
    else if (event.key === 'ArrowDown' && rows.length > 0) setMarked((at + 1) % rows.length);
    else if (event.key === 'ArrowUp' && rows.length > 0) setMarked((at - 1 + rows.length) % rows.length);
    else if (event.key === 'Escape') {
      if (text === '' && !pad) input.current?.blur();
      leave();
    } else return;
    if (event.key.startsWith('Arrow')) setOpen(true);
    event.preventDefault();
  };
  useOutside(root, () => {
    setOpen(false);
    changeView({ padShown: false });
  });

  return (
    <div className="box" role="search" ref={root} data-region="box">
      <Icon name="search" size={18} />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={t('label')}
        aria-expanded={shown}
        aria-controls={kListId}
        aria-autocomplete="list"
        aria-activedescendant={shown && results.rows[at] ? `${kListId}-${results.rows[at].id}` : undefined}
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        maxLength={256}
        placeholder={t('placeholder')}
        value={text}
        onChange={(event) => write(event.target.value)}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      <BoxEnd text={text} pad={pad} onDelete={() => write(text.slice(0, -1))} onClear={leave} />
      {shown && <BoxList id={kListId} results={results} marked={at} onMark={setMarked} onCall={call} onShow={show} />}
      {pad && <KeypadList text={text} results={results} onWrite={write} onCall={call} />}
    </div>
  );
}

type EndProps = { text: string; pad: boolean; onDelete: () => void; onClear: () => void };

function BoxEnd({ text, pad, onDelete, onClear }: EndProps) {
  const { t } = useTranslation('box');
  const toggle = () => changeView({ padShown: !pad });
  return (
    <>
      {text === '' && <Kbd keys="/" />}
      {text !== '' && pad && <IconButton icon="delete" label={t('delete')} onPress={onDelete} />}
      {text !== '' && !pad && <IconButton icon="x" label={t('clear')} keys="Esc" onPress={onClear} />}
      <span className="vr" />
      <IconButton className={pad ? 'on' : ''} icon="grip" label={t('keypad')} aria-expanded={pad} onPress={toggle} />
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
