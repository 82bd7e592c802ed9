// React Aria puts a style element for presses into the page, which a policy without inline styles refuses. It does so only when no
// element with this id is there: so there is one, and the rule itself stands in base.css.
const kId = 'react-aria-pressable-style';

export function claimPressStyle(): void {
  if (document.getElementById(kId)) return;
  const marker = document.createElement('meta');
  marker.id = kId;
  document.head.append(marker);
}
