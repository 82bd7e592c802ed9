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
  const people = [...kSnapshot.people, person('p3', 'Priya Shah', '14'), person('p4', 'Jonas Weidenfeller', '11')];
  const group = (memberIds: string[]) => ({ people, groups: [{ id: 'g1', name: 'Structures', memberIds }] });
  const names = () => screen.getAllByRole('row').map((row) => row.querySelector('.nm b')?.textContent);

  it('do not jump while the pointer is in the list, and are put in order when it leaves', () => {
    const { container } = show(<Home />, group(['p4', 'p2']));
    const list = container.querySelector('.scroll');
    if (!list) throw new Error('no list');
    fireEvent.pointerEnter(list);
    act(() => setSession(group(['p3', 'p2', 'p4'])));
    expect(names()).toEqual(['Jonas Weidenfeller', 'Mei Tanaka', 'Priya Shah']);
    fireEvent.pointerLeave(list);
    expect(names()).toEqual(['Priya Shah', 'Mei Tanaka', 'Jonas Weidenfeller']);
  });

  it('do not name oneself, nor a group of oneself alone', () => {
    show(<Home />, { people, groups: [{ id: 'g0', name: 'Alone', memberIds: ['p1'] }, ...group(['p1', 'p2']).groups] });
    expect(names()).toEqual(['Mei Tanaka']);
    expect(screen.queryByText('Alone')).toBeNull();
    expect(screen.getByText('1 person')).toBeTruthy();
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
