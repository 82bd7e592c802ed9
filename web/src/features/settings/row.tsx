// A row of settings: its label, and the control at 200 px.
import type { ReactNode } from 'react';

export function Row({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="srow">
      <div>
        <b>{label}</b>
        {hint && <span>{hint}</span>}
      </div>
      <div className="ctl">{children}</div>
    </div>
  );
}
