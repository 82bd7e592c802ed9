// The groups with the people in them, oneself left out: one's own state stands at the top of the window.
import { type Group, type Person, useGroups, useMe, usePeople } from '../model';

export type Team = { group: Group; members: readonly Person[] };

export function useTeams(): Team[] {
  const groups = useGroups();
  const people = usePeople();
  const { personId } = useMe();
  return groups
    .map((group) => ({
      group,
      members: group.memberIds.flatMap((id) => (id === personId ? [] : (people[id] ?? []))),
    }))
    .filter(({ members }) => members.length > 0);
}
