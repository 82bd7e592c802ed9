// What a phone or browser calls itself, in the few words people know it by.
const kBrowsers: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chromium\//, 'Chromium'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const kSystems: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** The browser and its system, or undefined for anything else. */
export function browserOf(agent: string): { browser: string; system: string | undefined } | undefined {
  const browser = kBrowsers.find(([pattern]) => pattern.test(agent))?.[1];
  if (!browser || !agent.startsWith('Mozilla/')) return undefined;
  return { browser, system: kSystems.find(([pattern]) => pattern.test(agent))?.[1] };
}

/** What a desk phone calls itself, cut to a line. */
export function agentName(agent: string): string {
  return agent.length > 48 ? `${agent.slice(0, 47)}…` : agent;
}
