import { fireEvent, screen } from '@testing-library/react';
import { act } from 'react';
import { beforeAll, describe, expect, it } from 'vitest';
import { kSnapshot } from '../../session/testing';
import { openSession, person, setSession, show } from '../testing';
import { frozenOrder } from './frozen';
import { Home } from './home';

describe('the order of a list with the pointer in it', () => {
  it('stays, takes new ones at the end and lets gone ones go', () => {
    expect(frozenOrder(['a', 'b', 'c'], ['d', 'c', 'a'])).toEqual(['a', 'c', 'd']);
  });
});

describe('names at home', () => {
  beforeAll(openSession);
  const people = [...kSnapshot.people, person('p3', 'Priya Shah', '14')];
  const group = (memberIds: string[]) => ({ people, groups: [{ id: 'g1', name: 'Structures', memberIds }] });
  const names = () => screen.getAllByRole('row').map((row) => row.querySelector('.nm b')?.textContent);

  it('do not jump while the pointer is in the list, and are put in order when it leaves', () => {
    const { container } = show(<Home />, group(['p1', 'p2']));
    const list = container.querySelector('.scroll');
    if (!list) throw new Error('no list');
    fireEvent.pointerEnter(list);
    act(() => setSession(group(['p3', 'p2', 'p1'])));
    expect(names()).toEqual(['Anna Berg', 'Mei Tanaka', 'Priya Shah']);
    fireEvent.pointerLeave(list);
    expect(names()).toEqual(['Priya Shah', 'Mei Tanaka', 'Anna Berg']);
  });

  it('say the state in words for readers', () => {
    const mei = {
      ...person('p2', 'Mei Tanaka', '22'),
      state: { lamp: 'in_call' as const, since: kSnapshot.serverTime, peer: { name: 'Hanna Köhler', number: '402' } },
    };
    show(<Home />, { people: [mei], groups: [{ id: 'g1', name: 'Structures', memberIds: ['p2'] }] });
    expect(screen.getByRole('row', { name: 'Mei Tanaka, 22, In a call, with Hanna Köhler' })).toBeTruthy();
    expect(screen.getByText('with Hanna Köhler')).toBeTruthy();
  });

  it('say how to begin when there is nobody', () => {
    show(<Home />, { groups: [] });
    expect(screen.getByRole('button', { name: 'Find someone' })).toBeTruthy();
  });
});
