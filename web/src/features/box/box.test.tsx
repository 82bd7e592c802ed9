import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kSnapshot } from '../../session/testing';
import { useKeys } from '../shell/keys';
import { currentView } from '../shell/view';
import { asked, kDevices, openSession, person, show } from '../testing';
import { Box } from './box';

function BoxWithKeys() {
  useKeys();
  return <Box />;
}

const people = [...kSnapshot.people, person('p3', 'Tomáš Dvořák', '34'), person('p4', 'Max Tanaka', '35')];
const box = () => screen.getByRole('combobox');
const options = () => screen.queryAllByRole('option').map((option) => option.querySelector('.t b')?.textContent);
const dialledNow = () => asked().filter((one) => one.method === 'calls.dial');

describe('the box', () => {
  beforeAll(openSession);
  beforeEach(() => localStorage.clear());

  it('takes the focus with / and searches while typing, accents folded', async () => {
    show(<BoxWithKeys />, { people });
    await userEvent.keyboard('/');
    expect(document.activeElement).toBe(box());
    await userEvent.keyboard('mas');
    expect(options()).toEqual(['Tomáš Dvořák']);
    expect(asked()).toContainEqual({ method: 'directory.search', params: { text: 'mas' } });
  });

  it('calls the chosen one with Enter, from this browser unless another device was chosen', async () => {
    show(<BoxWithKeys />, { people });
    await userEvent.type(box(), 'tanaka{ArrowDown}{Enter}');
    expect(dialledNow()).toEqual([{ method: 'calls.dial', params: { target: '35', deviceId: 'here' } }]);
    expect(currentView().boxText).toBe('');
  });

  it('walks round with the arrows', async () => {
    show(<BoxWithKeys />, { people });
    await userEvent.type(box(), 'tanaka{ArrowUp}');
    expect(screen.getByRole('option', { selected: true }).textContent).toContain('Max');
    expect(box().getAttribute('aria-activedescendant')).toBe(screen.getByRole('option', { selected: true }).id);
    await userEvent.keyboard('{ArrowDown}');
    expect(screen.getByRole('option', { selected: true }).textContent).toContain('Mei');
  });

  it('shows the chosen one with Shift+Enter and calls nobody', async () => {
    show(<BoxWithKeys />, { people });
    await userEvent.type(box(), 'mei{Shift>}{Enter}{/Shift}');
    expect(currentView().person).toBe('p2');
    expect(dialledNow()).toEqual([]);
  });

  it('finds the number in pasted text and calls it with Ctrl+Enter', async () => {
    show(<BoxWithKeys />, { people });
    await userEvent.click(box());
    await userEvent.paste('mei 089 / 123 45-6');
    expect(options()).toEqual(['Mei Tanaka', 'Call 089 / 123 45-6']);
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(dialledNow()).toEqual([{ method: 'calls.dial', params: { target: '089123456', deviceId: 'here' } }]);
  });

  it('offers the number itself first when nobody has exactly this one', async () => {
    show(<BoxWithKeys />, { people });
    await userEvent.type(box(), '3');
    expect(options()).toEqual(['Call 3', 'Tomáš Dvořák', 'Max Tanaka']);
    await userEvent.type(box(), '4');
    expect(options()).toEqual(['Tomáš Dvořák']);
  });

  it('closes and empties with Escape', async () => {
    show(<BoxWithKeys />, { people });
    await userEvent.type(box(), 'mei{Escape}');
    expect(options()).toEqual([]);
    expect((box() as HTMLInputElement).value).toBe('');
  });

  it('offers no call when no own device is connected', async () => {
    show(<BoxWithKeys />, { people, devices: kDevices.map((device) => ({ ...device, registered: false })) });
    await userEvent.type(box(), '089123456{Enter}');
    expect(dialledNow()).toEqual([]);
    expect(screen.getByText('No device of yours is connected to call from')).toBeTruthy();
  });

  it('writes with the keypad and calls what stands there', async () => {
    show(<BoxWithKeys />, { people });
    await userEvent.click(screen.getByRole('button', { name: 'Keypad' }));
    for (const digit of ['0', '8', '9']) await userEvent.click(screen.getByRole('button', { name: digit }));
    expect((box() as HTMLInputElement).value).toBe('089');
    await userEvent.keyboard('7{Backspace}');
    expect((box() as HTMLInputElement).value).toBe('089');
    await userEvent.click(screen.getByRole('button', { name: /^Call/ }));
    expect(dialledNow()).toEqual([{ method: 'calls.dial', params: { target: '089', deviceId: 'here' } }]);
  });
});
