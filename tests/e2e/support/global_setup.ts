import { seedOffice } from './office.ts';
import prepare from './preparation.ts';

export default async function setUp(): Promise<() => Promise<void>> {
  const tearDown = await prepare();
  try {
    await seedOffice();
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}
